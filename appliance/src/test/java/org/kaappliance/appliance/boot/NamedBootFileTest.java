package org.kaappliance.appliance.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.Settings;
import org.kaappliance.config.Settings.BootProgramPlaces;
import org.kaappliance.config.SettingsException;
import org.kaappliance.config.SettingsLoader;

/** Which boot files the appliance looks for, and where. */
class NamedBootFileTest {
    private static final String LEVELS = """
            dhcp {
              boot-file = "all.0"
              subnets = [ { subnet = 10.0.1.0/24, boot-file = "subnet.0"
                            pools = [ { range = "10.0.1.30-10.0.1.40", boot-file = "pool.0" } ] } ]
              classes = [ { name = c, vendor-class = "x", boot-file = "lpxelinux.0" }
                          { name = u, vendor-class = "y", boot-file = "http://10.0.1.2/u.efi" }
                          { name = n, vendor-class = "z", boot-file = none } ]
              pxe-menu.services = [ { firmware = bios, item = "A", boot-file = "a", last-layer = 2 }
                                    { firmware = bios, item = "B", boot-file = local } ]
            }
            machines = [ { mac = "52:54:00:00:00:01", name = m, boot-file = "m.0" }
                         { mac = "52:54:00:00:00:02", name = e, boot-file = "e.0", boot-server = 10.0.1.9 } ]
            """;

    @TempDir
    private Path dir;

    private List<NamedBootFile> named(String text) throws IOException, SettingsException {
        Path file = Files.writeString(dir.resolve("ka.conf"), text);
        Settings settings = SettingsLoader.load(Optional.of(file), Map.of()).settings();
        return NamedBootFile.of(settings, List.of(Ipv4Subnet.address("10.0.1.1")));
    }

    /** On a host without packages. */
    private BootPrograms programs(Path directory, Optional<Path> root) {
        return new BootPrograms(
                dir.resolve("host"),
                new BootProgramPlaces(List.of(directory), BootProgramPlaces.Distribution.SEARCHED),
                root);
    }

    @Test
    void every_level_and_the_menu_name_files() throws Exception {
        assertThat(named(LEVELS))
                .extracting(NamedBootFile::file)
                .containsExactly("all.0", "subnet.0", "pool.0", "lpxelinux.0", "m.0", "a.0");
    }

    @Test
    void what_another_boot_server_has_is_not_looked_for() throws Exception {
        assertThat(named(LEVELS + "dhcp.boot-server = 10.0.1.9")).isEmpty();
        assertThat(named(LEVELS + "dhcp.boot-server = 10.0.1.1")).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X86PC/linux/linux.0", "/X86PC/linux/linux.0", "\\\\X86PC\\linux\\linux.0"})
    void a_file_below_tftp_root_is_found(String name) throws IOException {
        Path root = Files.createDirectories(dir.resolve("root"));
        Files.createDirectories(root.resolve("X86PC/linux"));
        Files.writeString(root.resolve("X86PC/linux/linux.0"), "x");
        BootPrograms.Found found =
                programs(dir.resolve("bios"), Optional.of(root)).find(name);
        assertThat(found.missing()).isEmpty();
        assertThat(found.files()).isEmpty();
    }

    @Test
    void a_slash_in_front_is_that_of_the_tree() throws IOException {
        Path bios = Files.createDirectories(dir.resolve("bios"));
        Files.writeString(bios.resolve("own.0"), "x");
        BootPrograms programs = programs(bios, Optional.empty());
        assertThat(programs.find("/own.0").files()).containsExactly(Map.entry("own.0", bios.resolve("own.0")));
    }

    @ParameterizedTest
    @CsvSource({"secret", "../secret", "a/../../secret"})
    void nothing_of_the_host_is_found(String name) throws IOException {
        Path bios = Files.createDirectories(dir.resolve("bios"));
        Path root = Files.createDirectories(dir.resolve("root"));
        Path secret = Files.writeString(dir.resolve("secret"), "x");
        String file = name.equals("secret") ? secret.toString() : name;
        assertThat(programs(bios, Optional.of(root)).find(file).missing()).isPresent();
    }
}
