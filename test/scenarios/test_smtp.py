"""A mail server by STARTTLS: a tcp probe talks to it in the clear, goes over to TLS, and goes on."""

import unittest

from support.case import Scenario
from support.certificates import make
from support.healthmodel import Daemon
from support.network import accepts, free_address
from support.waiting import wait_until

SECURE_PORT, PLAIN_PORT = 8025, 8026

MODEL = """\
model: shop
regions: {{ north: {{}} }}
defaults: {{ signal: {{ every: 1s, timeout: 900ms, rise: 1, fall: 1, fast_every: 1s }} }}
flows: {{ order: {{ needs: [secure, soon, untrusted, impatient, plain, without, mistaken] }} }}
components:
  secure:    {{ signals: {{ mail: {{ tcp: {{ address: "{secure}", tls: {{ {tls} }}, dialogue: [{starttls}] }} }} }} }}
  soon:      {{ signals: {{ mail: {{ tcp: {{ address: "{secure}", tls: {{ {tls} }}, dialogue: [{starttls}] }}, degraded: cert.expires_in < 14d }} }} }}
  untrusted: {{ signals: {{ mail: {{ tcp: {{ address: "{secure}", dialogue: [{starttls}] }} }} }} }}
  impatient: {{ signals: {{ mail: {{ tcp: {{ address: "{secure}", tls: {{ {tls} }} }} }} }} }}
  plain:     {{ signals: {{ mail: {{ tcp: {{ address: "{plain}", dialogue: [{greeting}] }} }} }} }}
  without:   {{ signals: {{ mail: {{ tcp: {{ address: "{plain}", dialogue: [{starttls}] }} }} }} }}
  mistaken:  {{ signals: {{ mail: {{ tcp: {{ address: "{plain}", dialogue: [{{ expect: "^554 " }}] }} }} }} }}
"""

GREETING = r'{ expect: "^220 " }, { send: "EHLO probe\r\n" }, { expect: "^250[- ]8BITMIME" }'
STARTTLS = GREETING + (r', { expect: "^250[- ]STARTTLS" }, { send: "STARTTLS\r\n" }, { expect: "^220 " }, starttls,'
                       r' { send: "EHLO probe\r\n" }, { expect: "^250 " }, { send: "QUIT\r\n" }, { expect: "^221 " }')

# Component → its reason, and how the words begin.
ENDS = {
    "secure": ("ok", ""),
    "soon": ("condition", ""),
    "untrusted": ("tls_untrusted", "unable to get local issuer certificate: CN=mail, issued by CN=Test CA"),
    "impatient": ("tls_handshake", 'not TLS: "220 '),
    "plain": ("ok", ""),
    "without": ("timeout", 'waiting for "^250[- ]STARTTLS", last heard "250 HELP"'),
    "mistaken": ("timeout", 'waiting for "^554 ", last heard "220 '),
}


class Smtp(Scenario):
    def setUp(self):
        super().setUp()
        self.address = free_address((SECURE_PORT, PLAIN_PORT))
        ca = make(self, "Test CA", authority=True)
        mail = make(self, "mail", ["mail.test"], ends_h=100, issuer=ca)
        self.start_mail_server(SECURE_PORT, "--tlscert", mail.certificate_file, "--tlskey", mail.key_file)
        self.start_mail_server(PLAIN_PORT)

    def start_mail_server(self, port, *more):
        self.start(["/usr/bin/python3", "-m", "aiosmtpd", "--nosetuid", "--class", "aiosmtpd.handlers.Sink",
                    "--listen", f"{self.address}:{port}", *more], f"aiosmtpd-{port}")
        wait_until(lambda: accepts(self.address, port), 10, "the mail server listens")

    def test_a_dialogue_goes_over_to_tls(self):
        self.daemon = Daemon(self, MODEL.format(
            secure=f"{self.address}:{SECURE_PORT}", plain=f"{self.address}:{PLAIN_PORT}",
            tls="ca: Test-CA.crt, expected_name: mail.test", greeting=GREETING, starttls=STARTTLS))
        self.daemon.until_ready()
        for name, (reason, words) in ENDS.items():
            with self.subTest(name):
                self.daemon.until_run(f"{name}@north", "mail", reason, words, 20)
        phases = self.daemon.signal("secure@north", "mail")["observations"][0]["phases"]
        self.assertLessEqual({"connect_ms", "tls_ms", "first_byte_ms"}, phases.keys())


if __name__ == "__main__":
    unittest.main()
