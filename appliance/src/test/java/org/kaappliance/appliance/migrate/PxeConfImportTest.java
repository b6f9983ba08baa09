package org.kaappliance.appliance.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.config.DhcpSettings.PxeService;

/** What the lines of pxe.conf come to. */
class PxeConfImportTest {
    @Test
    void the_directory_of_the_tftp_server_stands_before_the_boot_files() throws Exception {
        Converted converted = Converted.pxe("service=X86PC,0,0,linux,Linux\ntftpdbase=/tftp/\ndomain=a.example\n");
        assertThat(converted.settings().dhcp().pxeMenu().services())
                .extracting(service -> service.bootFile().orElseThrow())
                .containsExactly("tftp/X86PC/linux/linux");
        assertThat(converted.settings().dhcp().terms().domainName()).contains("a.example");
    }

    @Test
    void a_comma_may_stand_in_the_text_of_an_item() throws Exception {
        Converted converted = Converted.pxe("service=X86PC,0,0,local,Local disk, now");
        assertThat(converted.settings().dhcp().pxeMenu().services())
                .extracting(PxeService::item)
                .containsExactly("Local disk, now");
    }

    @Test
    void without_multicast_there_is_no_group() throws Exception {
        Converted converted = Converted.pxe("multicast_address=224.0.1.2\nuse_multicast=0\n");
        assertThat(converted.settings().dhcp().pxeMenu().multicastGroup()).isEmpty();
        assertThat(converted.lost()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "service=X86PC,1,2,linux,Linux",
                "service=Z80,0,0,linux,Linux",
                "service=X86PC,0",
                "listen_port=67",
                "default_address=IPADDR_PXE",
                "prompt_timeout=soon",
                "domain=-a.example",
                "domain=a_b",
                "interface=a/b",
                "prompt=a\tb",
                "service=X86PC,0,0,lin ux,Linux",
                "service=X86PC,0,0,a://b,Linux",
                "unheard_of=1"
            })
    void what_cannot_be_carried_over_is_named_with_its_line(String line) throws Exception {
        Converted converted = Converted.pxe("# a comment\n" + line + "\n");
        assertThat(converted.lost()).singleElement().asString().startsWith("line 2: " + line + ": ");
    }

    @Test
    void a_multicast_address_that_is_none_is_named() throws Exception {
        Converted converted = Converted.pxe("use_multicast=1\nmulticast_address=10.0.1.2\n");
        assertThat(converted.settings().dhcp().pxeMenu().multicastGroup()).isEmpty();
        assertThat(converted.lost()).singleElement().asString().startsWith("line 2: multicast_address=10.0.1.2: ");
    }

    @Test
    void an_item_that_is_too_long_and_one_that_is_too_much_for_the_menu_are_named() throws Exception {
        String tooLong = "service=X86PC,0,0,linux," + "x".repeat(81) + "\n";
        String fits = "service=X86PC,0,0,linux," + "x".repeat(80) + "\n";
        Converted converted = Converted.pxe(tooLong + fits + fits + fits + "prompt=F8\n");
        assertThat(converted.settings().dhcp().pxeMenu().services()).hasSize(2);
        assertThat(converted.lost())
                .hasSize(2)
                .anyMatch(text -> text.startsWith("line 1: ") && text.contains("longer than 80 characters"))
                .anyMatch(text -> text.startsWith("line 4: ") && text.contains("option 43"));
    }

    @Test
    void the_prompt_of_the_appliance_takes_room_in_the_menu_too() throws Exception {
        String long80 = "service=X86PC,0,0,linux," + "x".repeat(80) + "\n";
        Converted converted = Converted.pxe(long80 + long80 + "service=X86PC,0,0,linux," + "x".repeat(40));
        assertThat(converted.lost()).singleElement().asString().startsWith("line 3: ");
    }

    @Test
    void a_line_that_is_nothing_is_a_syntax_error() {
        assertThatThrownBy(() -> PxeConfImport.convert("pxe.conf", "prompt=x\n  what\n"))
                .isInstanceOf(ImportSyntaxException.class)
                .hasMessageStartingWith("line 2, column 3: ");
    }
}
