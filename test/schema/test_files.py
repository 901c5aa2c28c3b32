"""What the schemas say of the texts in the tree."""

import re
import unittest

import jsonschema
import yaml

from files import BAD, bad_files, good_texts
from schemas import SCHEMAS, complaints, parts, schema_for

COMMENT = re.compile(r"^# schema: (accepts|rejects)$", re.MULTILINE)


class TheSchemas(unittest.TestCase):
    def test_are_json_schemas(self):
        for schema in SCHEMAS:
            jsonschema.Draft202012Validator.check_schema(schema)

    def test_let_no_unknown_key_stand_anywhere(self):
        for schema in SCHEMAS:
            for part in parts(schema):
                if "object" in part.get("type", ""):
                    self.assertIn("additionalProperties", part, part)
                    self.assertIsNot(part["additionalProperties"], True)
                if "properties" in part and "type" in part and "propertyNames" not in part:
                    self.assertIs(part["additionalProperties"], False, part)

    def test_explain_every_key_to_whoever_completes_it(self):
        for schema in SCHEMAS:
            for part in parts(schema):
                for key, about in part.get("properties", {}).items():
                    if isinstance(about, dict) and "type" in part:
                        self.assertTrue(has_description(about, schema), key)


def has_description(about, schema):
    if "description" in about:
        return True
    return "$ref" in about and has_description(schema["$defs"][about["$ref"].removeprefix("#/$defs/")], schema)


class GoodTexts(unittest.TestCase):
    def test_are_accepted(self):
        for name, text, schema in good_texts():
            with self.subTest(name):
                self.assertEqual([], complaints(text, schema))

    def test_are_accepted_by_who_reads_them_as_yaml_1_1(self):
        for name, text, schema in good_texts():
            with self.subTest(name):
                self.assertEqual([], complaints(text, schema, yaml.SafeLoader))


class BadFiles(unittest.TestCase):
    """A schema sees less than the reader: names that nobody declared, thresholds the wrong way round. Each file says what
    it is to see, in a line of its own: `# schema: rejects` or `# schema: accepts`."""

    def test_are_rejected_or_accepted_as_they_say(self):
        files = bad_files()
        self.assertGreater(len(files), 50)
        for file in files:
            with self.subTest(str(file.relative_to(BAD))):
                text = file.read_text()
                said = COMMENT.findall(text)
                self.assertEqual(1, len(said), "it lacks its line `# schema: rejects` or `# schema: accepts`")
                found = complaints(text, schema_for(file))
                self.assertEqual(said[0], "rejects" if found else "accepts", found)


if __name__ == "__main__":
    unittest.main()
