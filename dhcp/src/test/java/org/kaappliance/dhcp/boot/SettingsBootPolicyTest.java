package org.kaappliance.dhcp.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kaappliance.config.DhcpSettings.UnknownMachines;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.boot.BootRequest.Addresses;
import org.kaappliance.dhcp.engine.Client;

public class SettingsBootPolicyTest {
    private static final String MAC = "52:54:00:77:00:01";
    private static final Map<String, String> PROGRAMS =
            Map.of("bios", "pxelinux.0", "uefi-x64", "syslinux.efi", "arch-9", "ebc.efi", "ia64", "none");

    @ParameterizedTest
    @CsvSource({
        "BOOT, , , Boot",
        "ADDRESS, , , AddressOnly",
        "SILENCE, , , Silence",
        "SILENCE, node1, , Boot",
        "ADDRESS, node1, , Boot",
        "BOOT, node1, SILENCE, Silence",
        "BOOT, , ADDRESS, AddressOnly",
        "SILENCE, , BOOT, Boot"
    })
    public void the_policy_of_a_class_counts_before_that_of_unknown_machines(
            UnknownMachines unknown, String name, UnknownMachines ofClass, String decision) {
        BootDecision decided = BootPolicy.of(PROGRAMS, unknown)
                .decide(new BootRequest(
                        MacAddress.parse(MAC),
                        BootClient.of(Client.of(MAC).pxe(0).discover()),
                        Optional.ofNullable(name),
                        Optional.ofNullable(ofClass),
                        Addresses.FROM_US));
        assertThat(decided.getClass().getSimpleName()).isEqualTo(decision);
    }

    @Test
    public void of_several_architectures_the_first_that_there_is_a_program_for_counts() {
        assertThat(program(Client.of(MAC).pxe(7).option(93, 0, 16, 0, 7))).isEqualTo(BootDecision.boot("syslinux.efi"));
        assertThat(program(Client.of(MAC).pxe(7).option(93, 0, 7, 0, 0))).isEqualTo(BootDecision.boot("syslinux.efi"));
    }

    @Test
    public void a_number_counts_before_the_name_that_stands_for_it() {
        assertThat(program(Client.of(MAC).pxe(9))).isEqualTo(BootDecision.boot("ebc.efi"));
        assertThat(program(Client.of(MAC).pxe(7))).isEqualTo(BootDecision.boot("syslinux.efi"));
    }

    @ParameterizedTest
    @CsvSource({"11, uefi-arm64", "77, arch-77"})
    public void what_is_missing_is_named_by_its_setting(int architecture, String key) {
        BootDecision.NoProgram none =
                (BootDecision.NoProgram) program(Client.of(MAC).pxe(architecture));
        assertThat(none.reason()).isEqualTo("no boot program for " + key);
        assertThat(none.advice()).hasValueSatisfying(text -> assertThat(text).contains("dhcp.boot-programs." + key));
    }

    @Test
    public void none_is_what_the_operator_wanted_and_needs_no_advice() {
        BootDecision.NoProgram none =
                (BootDecision.NoProgram) program(Client.of(MAC).pxe(2));
        assertThat(none.advice()).isEmpty();
    }

    @Test
    public void a_raspberry_pi_is_no_bios_although_its_rom_says_so_and_with_uefi_it_is_what_it_says() {
        Client rom = Client.of("dc:a6:32:00:00:01").pxe(0);
        assertThat(((BootDecision.NoProgram) program(rom)).reason()).isEqualTo("no boot program for raspberry-pi");
        assertThat(program(Client.of("dc:a6:32:00:00:01").pxe(7))).isEqualTo(BootDecision.boot("syslinux.efi"));
    }

    @Test
    public void a_rom_is_sent_no_url_and_ipxe_is() {
        Map<String, String> url = Map.of("bios", "http://10.0.1.1/boot.ipxe");
        assertThat(new ProgramTable(url).decide(client(Client.of(MAC).pxe(0)), Addresses.FROM_US))
                .isInstanceOf(BootDecision.NoProgram.class);
        assertThat(new ProgramTable(url).decide(client(Client.of(MAC).pxe(0).text(77, "iPXE")), Addresses.FROM_US))
                .isEqualTo(BootDecision.boot("http://10.0.1.1/boot.ipxe"));
    }

    @ParameterizedTest
    @CsvSource({
        "ipxe.efi, true",
        "boot/IPXE.EFI, true",
        "undionly.kpxe, true",
        "x.kkpxe, true",
        "ipxe, true",
        "ipxe.lkrn, true",
        "ipxe-arm64.efi, true",
        "snp.efi, true",
        "boot.ipxe, false",
        "ipxe.ipxe, false",
        "http://h/ipxe.php?mac=1, false",
        "pxelinux.0, false",
        "intel-lean.0, false",
        "snapshot.efi, false",
        "grubx64.efi, false"
    })
    public void builds_of_ipxe_are_told_from_its_scripts(String file, boolean binary) {
        assertThat(IpxeBinary.is(file)).isEqualTo(binary);
    }

    private static BootDecision program(Client client) {
        return new ProgramTable(PROGRAMS).decide(client(client), Addresses.FROM_US);
    }

    private static BootClient client(Client client) {
        return BootClient.of(client.discover()).orElseThrow();
    }

    @Test
    public void what_the_settings_name_for_a_kind_is_not_overruled_for_ipxe_by_the_kind_over_http() {
        Client ipxe = Client.of(MAC).pxe(7).text(77, "iPXE");
        for (String named : List.of("none", "syslinux.efi")) {
            ProgramTable table = new ProgramTable(Map.of("uefi-x64", named, "uefi-x64-http", "ipxe.efi"));
            assertThat(table.decide(client(ipxe), Addresses.FROM_US))
                    .isEqualTo(ProgramTable.fitting(client(ipxe), named));
        }
        assertThat(new ProgramTable(Map.of("uefi-x64-http", "ipxe.efi")).decide(client(ipxe), Addresses.FROM_US))
                .isEqualTo(BootDecision.own("boot.ipxe"));
    }

    @Test
    public void without_a_program_that_boots_beside_another_server_the_machine_gets_none_and_the_advice() {
        ProgramTable table = new ProgramTable(
                Map.of("uefi-x64", "shimx64.efi"),
                Map.of(),
                Map.of("uefi-x64", "none"),
                Map.of("uefi-x64", "apt install ipxe"));
        BootClient uefi = client(Client.of(MAC).pxe(7));
        assertThat(table.decide(uefi, Addresses.FROM_US)).isEqualTo(BootDecision.boot("shimx64.efi"));
        assertThat(table.decide(uefi, Addresses.FROM_ANOTHER))
                .isEqualTo(BootDecision.noProgram(
                        "shimx64.efi does not boot beside another DHCP server", "apt install ipxe"));
    }

    @Test
    public void beside_another_server_a_kind_may_have_another_program() {
        ProgramTable table = new ProgramTable(
                Map.of("bios", "pxelinux.0", "uefi-x64", "shimx64.efi"),
                Map.of(),
                Map.of("uefi-x64", "syslinux.efi"),
                Map.of());
        BootClient uefi = client(Client.of(MAC).pxe(7));
        assertThat(table.decide(uefi, Addresses.FROM_US)).isEqualTo(BootDecision.boot("shimx64.efi"));
        assertThat(table.decide(uefi, Addresses.FROM_ANOTHER)).isEqualTo(BootDecision.boot("syslinux.efi"));
        assertThat(table.decide(client(Client.of(MAC).pxe(0)), Addresses.FROM_ANOTHER))
                .isEqualTo(BootDecision.boot("pxelinux.0"));
    }
}
