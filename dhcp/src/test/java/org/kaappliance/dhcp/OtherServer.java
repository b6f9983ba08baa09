package org.kaappliance.dhcp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** DHCP servers of other people, which give 10.78.0.150 to 10.78.0.160 from 10.78.0.2 on {@code eth0}. */
enum OtherServer {
    DNSMASQ {
        @Override
        RunningProcess start(Lab lab, String host, Path directory) throws IOException {
            return lab.start(
                    host,
                    "dnsmasq",
                    "--keep-in-foreground",
                    "--conf-file=/dev/null",
                    "--port=0",
                    "--log-facility=-",
                    "--log-dhcp",
                    "--user=root",
                    "--pid-file",
                    "--leasefile-ro",
                    "--interface=eth0",
                    "--bind-interfaces",
                    "--dhcp-range=10.78.0.150,10.78.0.160,10m");
        }

        @Override
        String ready() {
            return "DHCP, IP range";
        }
    },
    ISC_DHCPD {
        @Override
        RunningProcess start(Lab lab, String host, Path directory) throws IOException {
            Path conf = Files.writeString(directory.resolve("dhcpd.conf"), """
                    subnet 10.78.0.0 netmask 255.255.255.0 { range 10.78.0.150 10.78.0.160; }
                    """);
            Path leases = Files.writeString(directory.resolve("dhcpd.leases"), "");
            return lab.start(
                    host, "dhcpd", "-4", "-d", "-cf", conf.toString(), "-lf", leases.toString(), "--no-pid", "eth0");
        }

        @Override
        String ready() {
            return "Server starting service";
        }
    },
    KEA {
        @Override
        RunningProcess start(Lab lab, String host, Path directory) throws IOException {
            Path conf = Files.writeString(directory.resolve("kea.conf"), """
                    { "Dhcp4": { "interfaces-config": { "interfaces": [ "eth0" ] },
                      "lease-database": { "type": "memfile", "persist": false }, "valid-lifetime": 600,
                      "subnet4": [ { "id": 1, "subnet": "10.78.0.0/24",
                        "pools": [ { "pool": "10.78.0.150 - 10.78.0.160" } ] } ],
                      "loggers": [ { "name": "kea-dhcp4", "severity": "INFO",
                        "output_options": [ { "output": "stdout" } ] } ] } }
                    """);
            return lab.start(
                    host,
                    "env",
                    "KEA_PIDFILE_DIR=" + directory,
                    "KEA_LOCKFILE_DIR=" + directory,
                    "kea-dhcp4",
                    "-c",
                    conf.toString());
        }

        @Override
        String ready() {
            return "DHCP4_STARTED";
        }
    };

    /** Starts it; it serves when it has said {@link #ready}. */
    abstract RunningProcess start(Lab lab, String host, Path directory) throws IOException;

    abstract String ready();
}
