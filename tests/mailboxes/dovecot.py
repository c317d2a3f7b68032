"""A real IMAP server (Dovecot) on this machine, with one user and a folder of their own, for a test run."""

import imaplib
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import time
from contextlib import contextmanager, suppress

USER, PASSWORD = "leads", "geheim 密码"

CONFIG = """
base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{public}
ssl_key = <{secret}
disable_plaintext_auth = yes
auth_mechanisms = plain login
mail_location = maildir:{dir}/mail
first_valid_uid = 1
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {group}
passdb {{
  driver = passwd-file
  args = {dir}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={dir}/mail
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain_port}
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
"""


def why_not():
    """Why there is no server here, or ``""``."""
    if shutil.which("dovecot", path=os.environ["PATH"] + ":/usr/sbin") is None:
        return "no dovecot (apt install dovecot-imapd)"
    return "" if os.geteuid() == 0 else "dovecot needs root here"


class Dovecot:
    def __init__(self, folder, certificate):
        self.folder, self.certificate = folder, certificate
        self.port, self.plain_port = _free_port(), _free_port()

    def start(self):
        person = pwd.getpwnam("nobody")
        for name in ("run", "state", "mail"):
            (self.folder / name).mkdir(exist_ok=True)
        for path in (self.folder, *self.folder.parents):
            if str(path).startswith("/tmp/"):
                path.chmod(0o755)
        os.chown(self.folder / "mail", person.pw_uid, person.pw_gid)
        (self.folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
        config = self.folder / "dovecot.conf"
        config.write_text(
            CONFIG.format(
                dir=self.folder,
                public=self.certificate.public,
                secret=self.certificate.path,
                internal="dovecot",
                login="dovenull",
                group="dovecot",
                uid=person.pw_uid,
                gid=person.pw_gid,
                port=self.port,
                plain_port=self.plain_port,
            )
        )
        self.process = subprocess.Popen(["/usr/sbin/dovecot", "-F", "-c", str(config)])
        for _try in range(200):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)
        raise RuntimeError((self.folder / "log").read_text())

    def stop(self):
        self.process.terminate()
        self.process.wait(20)

    def client(self):
        context = ssl.create_default_context(cafile=self.certificate.public)
        imap = imaplib.IMAP4_SSL("localhost", self.port, ssl_context=context, timeout=10)
        imap.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
        return imap

    def put(self, *mails, folder="INBOX"):
        """Lay the mails, as bytes, into the folder."""
        imap = self.client()
        imap.create(folder)
        for mail in mails:
            said, data = imap.append(folder, "", None, mail)
            assert said == "OK", data
        imap.logout()

    def do(self, act, folder="INBOX"):
        """Whatever a person does there with a program of theirs."""
        imap = self.client()
        imap.select(folder)
        result = act(imap)
        imap.logout()
        return result


@contextmanager
def running(folder, certificate):
    server = Dovecot(folder, certificate)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
