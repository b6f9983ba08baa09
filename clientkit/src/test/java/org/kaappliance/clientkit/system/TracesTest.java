package org.kaappliance.clientkit.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracesTest {
    private static final String MAC = "52:54:00:AA:bb:0c";

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/var/lib/dhcp/dhclient.eth0.leases",
                "/var/lib/dhcpcd/eth0.lease",
                "/var/lib/NetworkManager/secret_key",
                "/var/lib/systemd/network/dhcp-client-duid",
                "/etc/dhcpc/dhcpcd-eth0.cache",
                "/etc/udev/rules.d/70-persistent-net.rules",
                "/etc/udev/rules.d/75-persistent-net.rules",
                "/etc/udev/rules.d/80-persistent-net.rules",
                "/var/lib/systemd/random-seed",
                "/var/lib/urandom/random-seed",
                "/boot/efi/loader/random-seed",
                "/var/lib/cloud/instances/i-1/sem/config",
                "/etc/lvm/devices/system.devices"
            })
    void these_files_do_not_come_along(String path) throws IOException {
        Tree tree = new Tree(dir).file(path, "golden").file("/etc/other", "stays");

        Traces.remove(tree.system());

        assertThat(tree.has(path)).isFalse();
        assertThat(tree.has("/etc/other")).isTrue();
        assertThat(tree.has(Path.of(path).getParent().toString())).isEqualTo(!path.contains("/cloud/"));
    }

    @Test
    void a_rule_that_is_switched_off_by_a_link_stays_so() throws IOException {
        Tree tree = new Tree(dir).link("/etc/udev/rules.d/80-persistent-net.rules", "/dev/null");

        Traces.remove(tree.system());

        assertThat(Files.isSymbolicLink(dir.resolve("etc/udev/rules.d/80-persistent-net.rules")))
                .isTrue();
    }

    @Test
    void seeds_of_cloud_init_stay() throws IOException {
        Tree tree = new Tree(dir)
                .file("/var/lib/cloud/seed/nocloud/user-data", "x")
                .file("/var/lib/cloud/instances/i-1/x", "x")
                .link("/var/lib/cloud/instance", "/var/lib/cloud/instances/i-1");

        Traces.remove(tree.system());

        assertThat(tree.system().names("/var/lib/cloud")).containsExactly("seed");
    }

    @Test
    void ifcfg_files_lose_the_address_and_keep_the_rest() throws IOException {
        String path = "/etc/sysconfig/network-scripts/ifcfg-eth0";
        Tree tree = new Tree(dir)
                .file(path, "DEVICE=eth0\nHWADDR=" + MAC + "\nUUID=6ba7\nMACADDR=\"" + MAC + "\"\nBOOTPROTO=dhcp\n");

        Traces.remove(tree.system());

        assertThat(tree.text(path)).isEqualTo("DEVICE=eth0\nBOOTPROTO=dhcp\n");
    }

    @Test
    void a_keyfile_of_network_manager_keeps_its_mode() throws IOException {
        String path = "/etc/NetworkManager/system-connections/lan.nmconnection";
        Tree tree = new Tree(dir)
                .file(path, "[ethernet]\nmac-address=" + MAC + "\ncloned-mac-address=random\n[ipv4]\nmethod=auto\n");
        Files.setPosixFilePermissions(dir.resolve(path.substring(1)), PosixFilePermissions.fromString("rw-------"));

        Traces.remove(tree.system());

        assertThat(tree.text(path)).isEqualTo("[ethernet]\ncloned-mac-address=random\n[ipv4]\nmethod=auto\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve(path.substring(1)))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_network_of_networkd_for_one_card_is_for_every_ethernet_card() throws IOException {
        String only = "/etc/systemd/network/10-lan.network";
        String also = "/etc/systemd/network/20-lan.network";
        Tree tree = new Tree(dir)
                .file(only, "[Match]\nMACAddress=" + MAC + "\n\n[Network]\nDHCP=yes\n")
                .file(also, "[Match]\nName=en*\nMACAddress=" + MAC + "\n[Network]\nDHCP=yes\n");

        Traces.remove(tree.system());

        assertThat(tree.text(only)).isEqualTo("[Match]\nType=ether\n\n[Network]\nDHCP=yes\n");
        assertThat(tree.text(also)).isEqualTo("[Match]\nName=en*\n[Network]\nDHCP=yes\n");
    }

    @Test
    void a_link_file_for_one_card_goes_and_one_for_more_stays() throws IOException {
        Tree tree = new Tree(dir)
                .file("/etc/systemd/network/10-lan.link", "[Match]\nMACAddress=" + MAC + "\n[Link]\nName=lan0\n")
                .file("/etc/systemd/network/20-all.link", "[Match]\nOriginalName=*\n[Link]\nNamePolicy=kernel\n");

        Traces.remove(tree.system());

        assertThat(tree.system().names("/etc/systemd/network")).containsExactly("20-all.link");
    }

    @Test
    void netplan_knows_a_card_by_its_name_when_the_match_was_its_address() throws IOException {
        String path = "/etc/netplan/50-cloud-init.yaml";
        Tree tree = new Tree(dir).file(path, """
                network:
                    version: 2
                    ethernets:
                        ens3:
                            set-name: ens3
                            match:
                                macaddress: %s
                            dhcp4: true
                        other:
                            match:
                                driver: e1000
                                macaddress: %s
                            set-name: lan
                        flow: {dhcp4: true}
                """.formatted(MAC, MAC));

        Traces.remove(tree.system());

        assertThat(tree.text(path)).isEqualTo("""
                network:
                    version: 2
                    ethernets:
                        ens3:
                            dhcp4: true
                        other:
                            match:
                                driver: e1000
                            set-name: lan
                        flow: {dhcp4: true}
                """);
    }

    @Test
    void a_file_without_an_address_keeps_every_byte() throws IOException {
        String text = "network: {version: 2}\r\n# no end of line";
        Tree tree = new Tree(dir).file("/etc/netplan/1.yaml", text).file("/etc/network/interfaces", text);

        Traces.remove(tree.system());

        assertThat(tree.text("/etc/netplan/1.yaml")).isEqualTo(text);
        assertThat(tree.text("/etc/network/interfaces")).isEqualTo(text);
    }

    @Test
    void udev_rules_for_one_address_go_and_others_stay() throws IOException {
        String path = "/etc/udev/rules.d/10-names.rules";
        Tree tree = new Tree(dir)
                .file(path, "SUBSYSTEM==\"net\", ATTR{address}==\"" + MAC + "\", NAME=\"lan\"\nKERNEL==\"kvm\"\n");

        Traces.remove(tree.system());

        assertThat(tree.text(path)).isEqualTo("KERNEL==\"kvm\"\n");
    }

    @Test
    void the_machine_gets_its_name_in_every_file_that_has_one() throws IOException {
        Tree tree = new Tree(dir)
                .file("/etc/hostname", "gold\n")
                .file("/etc/HOSTNAME", "gold.example\n")
                .file("/etc/sysconfig/network", "NETWORKING=yes\nHOSTNAME=gold.example\n")
                .file("/etc/conf.d/hostname", "hostname=\"gold\"\n")
                .file("/etc/mailname", "gold\n")
                .file("/etc/hosts", "127.0.0.1 localhost\n127.0.1.1\tgold.lan gold goldfish\n10.0.0.9 gold\n");

        HostName.set(tree.system(), "n1");

        assertThat(tree.text("/etc/hostname")).isEqualTo("n1\n");
        assertThat(tree.text("/etc/HOSTNAME")).isEqualTo("n1\n");
        assertThat(tree.text("/etc/sysconfig/network")).isEqualTo("NETWORKING=yes\nHOSTNAME=n1\n");
        assertThat(tree.text("/etc/conf.d/hostname")).isEqualTo("hostname=\"n1\"\n");
        assertThat(tree.text("/etc/mailname")).isEqualTo("n1\n");
        assertThat(tree.text("/etc/hosts"))
                .isEqualTo("127.0.0.1 localhost\n127.0.1.1\tn1.lan n1 goldfish\n10.0.0.9 gold\n");
    }

    @Test
    void the_machine_id_is_another_one_in_both_places() throws IOException {
        String golden = "0123456789abcdef0123456789abcdef";
        String fresh = "f".repeat(32);
        Tree tree = new Tree(dir).file("/etc/machine-id", golden + "\n").file("/var/lib/dbus/machine-id", golden);

        MachineId.renew(tree.system(), fresh);

        assertThat(tree.text("/etc/machine-id")).isEqualTo(fresh + "\n");
        assertThat(tree.text("/var/lib/dbus/machine-id")).isEqualTo(fresh + "\n");
        assertThat(MachineId.of(tree.system())).contains(fresh);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "uninitialized\n"})
    void a_golden_system_that_is_prepared_for_a_first_start_stays_so(String id) throws IOException {
        Tree tree = new Tree(dir).file("/etc/machine-id", id);

        MachineId.renew(tree.system(), "f".repeat(32));

        assertThat(tree.text("/etc/machine-id")).isEqualTo(id);
        assertThat(MachineId.of(tree.system())).isEmpty();
    }

    @Test
    void names_for_network_storage_are_the_machines_own() throws IOException {
        UUID fresh = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
        Tree tree = new Tree(dir)
                .file("/etc/iscsi/initiatorname.iscsi", "# comment\nInitiatorName=iqn.1993-08.org.debian:01:9c5e\n")
                .file("/etc/nvme/hostnqn", "nqn.2014-08.org.nvmexpress:uuid:x\n")
                .file("/etc/nvme/hostid", "x\n");

        StorageNames.renew(tree.system(), fresh);

        assertThat(StorageNames.initiator(tree.system())).contains("iqn.1993-08.org.debian:01:001122334455");
        assertThat(tree.text("/etc/nvme/hostnqn")).isEqualTo("nqn.2014-08.org.nvmexpress:uuid:" + fresh + "\n");
        assertThat(tree.text("/etc/nvme/hostid")).isEqualTo(fresh + "\n");
    }

    @Test
    void host_keys_go_and_client_settings_stay() throws IOException {
        Tree tree = new Tree(dir)
                .file("/etc/ssh/ssh_host_ed25519_key", "secret")
                .file("/etc/ssh/ssh_host_ed25519_key.pub", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== root@gold\n")
                .file("/etc/ssh/ssh_host_rsa_key", "secret")
                .file("/etc/ssh/sshd_config", "x")
                .file("/etc/dropbear/dropbear_rsa_host_key", "x");

        assertThat(SshHostKeys.types(tree.system())).containsExactly("ed25519", "rsa");
        assertThat(SshHostKeys.fingerprints(tree.system())).containsOnlyKeys("ed25519");
        SshHostKeys.remove(tree.system());

        assertThat(tree.system().names("/etc/ssh")).containsExactly("sshd_config");
        assertThat(tree.system().names("/etc/dropbear")).isEmpty();
    }

    @Test
    void modprobe_conf_names_this_machines_drivers() {
        assertThat(ModprobeConf.adapt(
                        "install scsi_hostadapter /sbin/modprobe aic7xxx; /bin/true\nalias eth0 tg3\nalias eth1 tg3\n"
                                + "alias sound-slot-0 snd_intel8x0\n",
                        java.util.List.of("ata_piix", "ahci"),
                        java.util.List.of("8139too")))
                .isEqualTo("alias sound-slot-0 snd_intel8x0\n"
                        + "install scsi_hostadapter /sbin/modprobe ata_piix; /sbin/modprobe ahci; /bin/true\n"
                        + "alias eth0 8139too\n");
    }
}
