"""The TFTP and HTTP servers that bench.py compares. Each serves a directory on its end of a cable."""
import glob
import os
import subprocess
import tempfile

HERE = os.path.dirname(os.path.realpath(__file__))
TARGET = os.path.join(HERE, "..", "target")
JAR = os.path.join(HERE, "..", "..", "appliance", "target", "ka-appliance.jar")
UNPACKED = os.path.join(tempfile.gettempdir(), "ka-tftp-bench-servers")


def unpacked(package, program):
    """A program of a Debian package that is fetched but not installed; what was fetched before is used again."""
    found = glob.glob(os.path.join(UNPACKED, package, "usr/sbin", program))
    if not found:
        os.makedirs(UNPACKED, exist_ok=True)
        subprocess.run(["apt-get", "download", "-qq", package], cwd=UNPACKED, check=True)
        file = glob.glob(os.path.join(UNPACKED, package + "_*.deb"))[0]
        subprocess.run(["dpkg-deb", "-x", file, os.path.join(UNPACKED, package)], check=True)
        found = glob.glob(os.path.join(UNPACKED, package, "usr/sbin", program))
    return found[0]


def ka(address, root, _):
    """Our TFTP server alone, with the appliance's settings."""
    return ["java", "-cp", "%s:%s/test-classes" % (JAR, TARGET), "org.kaappliance.tftp.bench.BenchServer", "eth0", address, root]


def tftpd_hpa(address, root, _):
    return [unpacked("tftpd-hpa", "in.tftpd"), "-L", "-4", "-a", address + ":69", "-u", "root", "-s", root]


def atftpd(address, root, _):
    return [unpacked("atftpd", "atftpd"), "--daemon", "--no-fork", "--bind-address", address, "--maxthread", "4000",
            "--user", "root", "--group", "root", root]


def dnsmasq(_, root, __):
    """Its own limit is 50 transfers."""
    return ["dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--port=0", "--enable-tftp", "--tftp-root=" + root,
            "--tftp-max=4000", "--interface=eth0", "--bind-interfaces", "--user=root", "--pid-file="]


TFTP = {"ka": ka, "tftpd-hpa": tftpd_hpa, "atftpd": atftpd, "dnsmasq": dnsmasq}


def written(directory, name, text):
    path = os.path.join(directory, name)
    with open(path, "w") as file:
        file.write(text)
    return path


def appliance(_, root, directory):
    """The whole jar, with everything else that it does."""
    settings = written(directory, "ka.conf", """
        tftp.root = "%s"
        dhcp.mode = proxy
        http.port = 80
        kit.directory = "%s/kit"
        state.directory = "%s/state"
        control.socket = "%s/socket"
        """ % (root, directory, directory, directory))
    return ["java", "-jar", JAR, "--config", settings, "--iface", "eth0"]


def nginx(address, root, directory):
    """Debian's nginx-light (or any other nginx): a worker for each processor, sendfile, a log of requests as Debian has it."""
    settings = written(directory, "nginx.conf", """
        daemon off;
        user root;
        worker_processes auto;
        pid %s/nginx.pid;
        error_log %s/nginx.error;
        events { worker_connections 1024; }
        http {
            sendfile on;
            tcp_nopush on;
            access_log %s/access.log;
            server { listen %s:80; root %s; }
        }
        """ % (directory, directory, directory, address, root))
    return ["nginx", "-c", settings, "-e", directory + "/nginx.error"]


HTTP = {"ka": appliance, "nginx": nginx}
