"""Runs a Postfix in a folder of its own, on a free port of this machine alone; it delivers everything to one Maildir."""

import os
import pathlib
import pwd
import socket
import subprocess
import sys
import time

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.test
mydestination =
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_reject_unlisted_recipient = no
smtpd_tls_security_level = none
virtual_mailbox_domains = example.test
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = static:inbox/
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_mailbox_limit = 0
alias_maps =
alias_database =
default_transport = error:this server delivers nothing to the outside
"""

MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
virtual unix - n n - - virtual
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    def __init__(self, folder):
        if os.getuid() != 0 or not pathlib.Path("/usr/sbin/postfix").exists():
            sys.exit("this needs root and Postfix; tools/install-packages --tests installs it")
        self.folder = pathlib.Path(folder)
        user = pwd.getpwnam("postfix")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        for name in ("etc", "queue", "data", "mail"):
            (self.folder / name).mkdir(parents=True)
        # The server's own users must reach their folders.
        for path in (self.folder.parent, self.folder):
            path.chmod(0o755)
        for name in ("data", "mail"):
            os.chown(self.folder / name, user.pw_uid, user.pw_gid)
        (self.folder / "etc/main.cf").write_text(MAIN.format(folder=self.folder, uid=user.pw_uid, gid=user.pw_gid))
        (self.folder / "etc/master.cf").write_text(MASTER.format(port=self.port))
        self.is_running = False
        self._control("start")
        self.is_running = True
        for _ in range(100):
            if "daemon started" in self._log():
                return
            time.sleep(0.05)
        sys.exit(f"postfix did not start: {self._log()[-2000:]}")

    def count(self):
        inbox = self.folder / "mail/inbox/new"
        return sum(1 for _ in inbox.iterdir()) if inbox.exists() else 0

    def wait_for(self, count):
        """The mails that arrived, once there are so many and no more come for a while."""
        last, since = -1, time.monotonic()
        while time.monotonic() - since < (5 if last >= count else 60):
            now = self.count()
            if now != last:
                last, since = now, time.monotonic()
            time.sleep(0.2)
        return [mail.read_bytes().replace(b"\r\n", b"\n")[:20_000] for mail in (self.folder / "mail/inbox/new").iterdir()]

    def stop(self):
        if self.is_running:
            self._control("stop")
            self.is_running = False

    def _control(self, action):
        done = subprocess.run(
            ["/usr/sbin/postfix", "-c", str(self.folder / "etc"), action], capture_output=True, timeout=60
        )
        if done.returncode != 0:
            sys.exit(f"postfix {action}: {done.stderr.decode(errors='replace')}\n{self._log()[-2000:]}")

    def _log(self):
        log = self.folder / "log"
        return log.read_text(errors="replace") if log.exists() else ""
