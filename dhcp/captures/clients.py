"""The clients that capture.py runs, and which of their requests are kept."""
import os
import shutil
import subprocess
from dataclasses import dataclass

POOL = "--dhcp-range=10.88.0.100,10.88.0.150,255.255.255.0,1h"
NEVER_THERE = "--dhcp-boot=boot.efi"  # EDK2 takes no offer without a boot file
OVMF = "/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"
OVMF_IA32 = "/usr/share/OVMF/OVMF32_CODE_4M.secboot.fd", "/usr/share/OVMF/OVMF32_VARS_4M.fd"


def first(kind, port=67, more=lambda request: True):
    return lambda request: request.type == kind and request.port == port and more(request)


def is_ipxe(request):
    return request.is_from_user_class(b"iPXE")


def is_second(request):
    """Of the program that the ROM has loaded."""
    return request.series == 1


def discover_and_request(name, more=lambda request: True):
    return {name + "-discover": first("discover", more=more), name + "-request": first("request", more=more)}


@dataclass
class Client:
    """run starts the servers and the client in a segment; wanted says of each file which request goes into it."""
    name: str
    run: object
    wanted: dict
    limit_seconds: int = 30


def qemu(segment, machine, *more, program="qemu-system-x86_64", card="virtio-net-pci"):
    segment.start(segment.server, [program, "-machine", machine, "-m", "512", "-display", "none", "-serial",
                                   "file:" + segment.file("console"), "-monitor", "none", "-nodefaults",
                                   "-netdev", "tap,id=n0,ifname=tap0,script=no,downscript=no",
                                   "-device", "%s,netdev=n0,mac=%s,bootindex=0" % (card, segment.mac), *more])


WITHOUT_ROM = "virtio-net-pci,romfile="  # QEMU's cards carry iPXE for UEFI, too


def edk2(segment, firmware, *more, card=WITHOUT_ROM):
    code, variables = firmware
    shutil.copy(variables, segment.file("vars"))
    qemu(segment, "q35,smm=on", "-global", "driver=cfi.pflash01,property=secure,value=on" if "secboot" in code else
         "mch.extended-tseg-mbytes=16", "-drive", "if=pflash,unit=0,format=raw,readonly=on,file=" + code,
         "-drive", "if=pflash,unit=1,format=raw,file=" + segment.file("vars"), *more, card=card)


def serve_boot_file(segment, program):
    shutil.copy(program, segment.file("tftp"))
    segment.dnsmasq(POOL, "--dhcp-boot=" + os.path.basename(program))


def chain(bios_or_efi, program):
    def run(segment):
        serve_boot_file(segment, program)
        edk2(segment, OVMF) if bios_or_efi == "efi" else qemu(segment, "pc")
    return run


def bios(card):
    def run(segment):
        segment.dnsmasq(POOL)
        qemu(segment, "pc", card=card)
    return run


def efi_rom(segment):
    segment.dnsmasq(POOL)
    edk2(segment, OVMF, card="virtio-net-pci")


def ovmf_http(segment):
    segment.dnsmasq(POOL, "--dhcp-vendorclass=set:http,HTTPClient", "--dhcp-option=tag:http,option:vendor-class,HTTPClient",
                    "--dhcp-boot=tag:http,http://10.88.0.1/boot.efi")
    edk2(segment, OVMF, "-fw_cfg", "name=opt/org.tianocore/IPv4PXESupport,string=no",
         "-fw_cfg", "name=opt/org.tianocore/IPv6PXESupport,string=no")


def ovmf_ia32(segment):
    segment.dnsmasq(POOL, NEVER_THERE)
    edk2(segment, OVMF_IA32)


def ovmf_proxy(segment):
    """Addresses from 10.88.0.1; the proxy at 10.88.0.2 offers no program to UEFI, and so is asked on port 4011."""
    in_proxy = ["ip", "-n", segment.client]
    subprocess.run(in_proxy + ["link", "set", "cli0", "address", "52:54:00:77:02:01"], check=True)
    subprocess.run(in_proxy + ["addr", "add", "10.88.0.2/24", "dev", "cli0"], check=True)
    segment.dnsmasq(POOL)
    segment.start(segment.client, ["dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--pid-file=", "--port=0",
                                   "--user=root", "--dhcp-range=10.88.0.0,proxy", "--dhcp-leasefile=" + segment.file("proxied"),
                                   "--pxe-service=7,Linux,boot.efi,10.88.0.2"])
    edk2(segment, OVMF)


def aavmf(segment):
    segment.dnsmasq(POOL, NEVER_THERE)
    qemu(segment, "virt", "-cpu", "cortex-a57", "-bios", "/usr/share/qemu-efi-aarch64/QEMU_EFI.fd",
         program="qemu-system-aarch64", card=WITHOUT_ROM)


def u_boot(program, directory, cpu):
    def run(segment):
        segment.dnsmasq(POOL)
        qemu(segment, "virt", "-cpu", cpu, "-bios", "/usr/lib/u-boot/%s/u-boot.bin" % directory, program=program)
    return run


def grub(segment):
    with open(segment.file("grub.cfg"), "w") as file:
        file.write("net_dhcp\n")
    subprocess.run(["grub-mkimage", "-O", "i386-pc-pxe", "-p", "/", "-c", segment.file("grub.cfg"), "-o",
                    segment.file("grub.pxe"), "pxe", "net", "tftp"], check=True)
    serve_boot_file(segment, segment.file("grub.pxe"))
    qemu(segment, "pc")


def in_namespace(*command):
    def run(segment):
        segment.dnsmasq(POOL, "--bootp-dynamic")
        segment.start(segment.client, [part.format(dir=segment.directory) for part in command])
    return run


def networkd(segment):
    """With a /run and a host name of its own, and /sys read-only, so that it waits for no udev."""
    segment.dnsmasq(POOL)
    script = """hostname node1 && mount -t tmpfs none /run && mkdir -p /run/systemd/network /run/systemd/netif /run/dbus
        printf '[Match]\\nName=cli0\\n[Network]\\nDHCP=ipv4\\nLinkLocalAddressing=no\\n' > /run/systemd/network/1.network
        chown -R systemd-network /run/systemd/netif && mount -o remount,ro,bind /sys
        exec /lib/systemd/systemd-networkd"""
    segment.start(segment.client, ["unshare", "--mount", "--uts", "sh", "-c", script])


def relayed(segment):
    """The client (end0) and the relay (sub0) share a namespace; the relay's other cable leads to the server."""
    in_client = ["ip", "-n", segment.client]
    for command in (["link", "add", "sub0", "type", "veth", "peer", "name", "end0"],
                    ["addr", "add", "10.88.0.2/24", "dev", "cli0"], ["addr", "add", "10.89.0.1/24", "dev", "sub0"],
                    ["link", "set", "sub0", "up"], ["link", "set", "end0", "address", "52:54:00:77:01:01", "up"]):
        subprocess.run(in_client + command, check=True)
    subprocess.run(["ip", "-n", segment.server, "route", "add", "10.89.0.0/24", "via", "10.88.0.2"], check=True)
    segment.dnsmasq(POOL, "--dhcp-range=10.89.0.100,10.89.0.150,255.255.255.0,1h")
    segment.start(segment.client, ["dhcrelay", "-4", "-d", "-a", "-i", "sub0", "-i", "cli0", "10.88.0.1"])
    segment.start(segment.client, ["busybox", "udhcpc", "-i", "end0", "-f", "-s", "/bin/true"])


def is_relayed(request):
    return 82 in request.options


CLIENTS = [
    Client("ovmf-http", ovmf_http, discover_and_request("ovmf-http", lambda r: r.is_of_vendor(b"HTTPClient")), 150),
    Client("ovmf-ia32", ovmf_ia32, discover_and_request("ovmf-ia32"), 150),
    Client("ovmf-proxy", ovmf_proxy, {"ovmf-proxy-4011": first("request", port=4011)}, 150),
    Client("aavmf", aavmf, discover_and_request("aavmf"), 240),
    Client("ipxe-undionly", chain("bios", "/usr/lib/ipxe/undionly.kpxe"), discover_and_request(
        "ipxe-undionly", is_second), 90),
    Client("ipxe-efi", chain("efi", "/usr/lib/ipxe/ipxe.efi"), discover_and_request("ipxe-efi", is_ipxe), 150),
    Client("ipxe-snponly", chain("efi", "/usr/lib/ipxe/snponly.efi"), discover_and_request("ipxe-snponly", is_ipxe), 150),
    Client("ipxe-efi-rom", efi_rom, discover_and_request("ipxe-efi-rom"), 150),
    Client("ipxe-e1000", bios("e1000"), discover_and_request("ipxe-e1000"), 60),
    Client("grub-pxe", grub, discover_and_request("grub-pxe", is_second), 90),
    Client("u-boot-arm64", u_boot("qemu-system-aarch64", "qemu_arm64", "cortex-a57"), discover_and_request("u-boot-arm64"), 90),
    Client("u-boot-arm", u_boot("qemu-system-arm", "qemu_arm", "cortex-a15"), discover_and_request("u-boot-arm"), 90),
    Client("dhcpcd", in_namespace("dhcpcd", "-4", "-B", "-f", "/dev/null", "-c", "/bin/true", "-i", "dhcpcd-9.4.1:Linux",
                                   "cli0"), discover_and_request("dhcpcd")),  # its own class names the host's kernel
    Client("networkd", networkd, discover_and_request("networkd")),
    Client("klibc", in_namespace("/usr/lib/klibc/bin/ipconfig", "-t", "10", "-c", "dhcp", "-d", "cli0"),
           discover_and_request("klibc")),
    Client("klibc-bootp", in_namespace("/usr/lib/klibc/bin/ipconfig", "-t", "10", "-c", "bootp", "-d", "cli0"),
           {"klibc-bootp": first("bootp")}),
    Client("bootpc", in_namespace("sh", "-c", "ip route add default dev cli0 && exec bootpc --dev cli0 --returniffail"),
           {"bootpc": first("bootp")}),
    Client("relayed", relayed, discover_and_request("relayed", is_relayed)),
]
