package org.kaappliance.appliance.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.LoadedSettings;
import org.kaappliance.config.Settings;
import org.kaappliance.config.SettingsException;
import org.kaappliance.config.SettingsLoader;

class RehearsalSettingsTest {
    private static final RehearsalFiles FILES =
            new RehearsalFiles(Path.of("/var/tmp/with \"quotes\""), Path.of("/run/r"));

    @TempDir
    Path dir;

    @Test
    void what_is_cloned_and_what_boots_it_is_the_administrators() throws Exception {
        Settings settings = rehearsed("""
                kit { directory = "/srv/kit", boot-program-directories = [ "/srv/boot", auto ] }
                clone { exclude = [ "/tmp", "/var/cache" ], hooks-directory = "/srv/hooks", hook-timeout = 90 seconds }
                dhcp.boot-programs.bios = lpxelinux
                tftp.root = "/srv/tftp"
                relay { encrypt = true, compression = "zstd:5" }
                """);
        assertThat(settings.kit().directory()).isEqualTo(Path.of("/srv/kit"));
        assertThat(settings.kit().bootProgramDirectories().directories()).containsExactly(Path.of("/srv/boot"));
        assertThat(settings.cloning().exclude()).containsExactly("/tmp", "/var/cache");
        assertThat(settings.cloning().end().hooksDirectory()).contains(Path.of("/srv/hooks"));
        assertThat(settings.cloning().end().hookTimeout()).hasSeconds(90);
        assertThat(settings.tftp().root()).contains(Path.of("/srv/tftp"));
        assertThat(settings.relay().encrypt()).isTrue();
        assertThat(settings.relay().compression()).isEqualTo("zstd:5");
    }

    @Test
    void which_disk_of_a_real_machine_is_taken_means_nothing_to_virtual_ones() throws Exception {
        Settings settings = rehearsed("""
                clone { disks { sda = "serial=S1D5" }, keep-disks = [ "size<=64GB" ], exclude = [ "/tmp" ] }
                """);
        assertThat(settings)
                .extracting(Settings::cloning)
                .isEqualTo(load("clone.exclude = [ \"/tmp\" ]").settings().cloning());
    }

    @Test
    void network_machines_and_state_are_the_rehearsals() throws Exception {
        Settings settings = rehearsed("""
                interface = eth7
                address = 192.0.2.1
                dhcp { mode = proxy, subnets = [ { subnet = 192.0.2.0/24, pools = [ "192.0.2.9-192.0.2.10" ] } ] }
                machines = [ { mac = "00:11:22:33:44:55", name = real } ]
                groups { all = "*" }
                state.directory = "/srv/state"
                control.socket = "/srv/socket"
                http.port = 8080
                """);
        assertThat(settings.interfaceName()).contains("br0");
        assertThat(settings.address()).isEmpty();
        assertThat(settings.dhcp().mode()).isEqualTo(DhcpSettings.Mode.SERVER);
        assertThat(settings.machines()).extracting(Settings.Machine::name).containsExactly("vm1", "vm2");
        assertThat(settings.machines().get(1).macs().toString()).isEqualTo("[52:54:00:6b:61:02]");
        assertThat(settings.groups()).isEmpty();
        assertThat(settings.state().directory()).isEqualTo(FILES.state());
        assertThat(settings.control().socket()).isEqualTo(Path.of("/run/r/control.sock"));
    }

    private Settings rehearsed(String own) throws Exception {
        LoadedSettings loaded = load(own);
        return load(RehearsalSettings.text(loaded, FILES, MachineName.first(2))).settings();
    }

    private LoadedSettings load(String text) throws SettingsException, java.io.IOException {
        return SettingsLoader.load(Optional.of(Files.writeString(dir.resolve("ka.conf"), text)), Map.of());
    }
}
