package org.kaappliance.appliance.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\nDebian GNU/Linux 12 vm1 ttyS0\r\n\r\nvm1 login: ",
                "\nvm1 login:",
                "\u001b[0;1;32mok\u001b[0m\r\n\u001b[?2004hvm1 login: ",
                "\nvm1 login: \r\n[   31.2] a kernel's late word\r\n"
            })
    void a_prompt_for_a_user_is_seen_whatever_surrounds_it(String text) {
        assertThat(new ConsoleText(text).login())
                .hasValueSatisfying(login -> assertThat(login).isEqualTo("vm1 login:"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Last login: Mon Nov 23 08:00:00 on ttyS0\n# ",
                "systemd[1]: Started login: service of seats\n",
                "\nvm1 logi"
            })
    void other_lines_are_no_prompts(String text) {
        assertThat(new ConsoleText(text).login()).isEmpty();
    }

    @Test
    void a_panic_is_told_in_its_own_words() {
        String text = "\n[    2.9] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)\r\n[";
        assertThat(new ConsoleText(text).trouble())
                .contains("Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "You are in emergency mode. After logging in, type",
                "error: no such partition.\nEntering rescue mode...\ngrub rescue> ",
                "\ngrub> ",
                "ALERT!  /dev/sda2 does not exist.\n(initramfs) ",
                "Entering emergency mode. Exit the shell to continue."
            })
    void a_system_that_stops_half_way_is_noticed(String text) {
        assertThat(new ConsoleText(text).trouble()).isPresent();
    }

    @Test
    void a_system_that_comes_up_has_no_trouble() {
        assertThat(new ConsoleText("GRUB loading.\nWelcome to GRUB!\n\n[  OK  ] Reached target Emergency\nvm1 login: ")
                        .trouble())
                .isEmpty();
    }
}
