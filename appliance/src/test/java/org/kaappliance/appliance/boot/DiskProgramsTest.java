package org.kaappliance.appliance.boot;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kaappliance.tftp.Content;
import org.kaappliance.tftp.TftpRequest;
import org.slf4j.Logger;

/** The programs that iPXE starts a disk's loader with; {@code FirmwareBootIT} boots them. */
class DiskProgramsTest {
    private static final InetSocketAddress CLIENT = new InetSocketAddress("10.0.0.100", 2070);

    @TempDir
    private Path host;

    private final ListAppender<ILoggingEvent> said = new ListAppender<>();

    private Logger log() {
        ch.qos.logback.classic.Logger log = new LoggerContext().getLogger("disk programs");
        said.start();
        log.addAppender(said);
        return log;
    }

    private static Optional<Content> asked(DiskPrograms programs, String name) {
        return programs.resolve(new TftpRequest(name, CLIENT));
    }

    private void modules(String place) throws IOException {
        Path file = host.resolve(place).resolve("chain.mod");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "module");
    }

    private void tool(String place, String script) throws IOException {
        Path file = host.resolve(place);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @ParameterizedTest
    @CsvSource({"x86_64, 0x8664", "i386, 0x14c"})
    void this_hosts_grub_becomes_a_program_for_the_processor_that_looks_for_loaders(String processor, String machine)
            throws IOException {
        Content program = asked(DiskPrograms.make(Path.of("/"), log()), "/local/" + processor + ".efi")
                .orElseThrow();
        ByteBuffer bytes = ByteBuffer.allocate((int) program.sizeBytes()).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        program.read(0, bytes);
        int header = bytes.getInt(0x3c); // of the PE format, the machine behind its four letters
        assertThat(Short.toUnsignedInt(bytes.getShort(header + 4))).isEqualTo(Integer.decode(machine));
        assertThat(new String(bytes.array(), StandardCharsets.ISO_8859_1))
                .contains("/EFI/BOOT/BOOTX64.EFI", "chainloader ($root)$loader", "Exit from GRUB.");
        assertThat(said.list).isEmpty();
    }

    @Test
    void only_processors_that_the_host_has_modules_for_get_one() throws IOException {
        modules("usr/share/grub2/x86_64-efi");
        tool("usr/bin/grub2-mkstandalone", "while [ \"$1\" != -o ]; do shift; done; printf program > \"$2\"");
        DiskPrograms programs = DiskPrograms.make(host, log());
        assertThat(asked(programs, "local/x86_64.efi").orElseThrow().sizeBytes())
                .isEqualTo(7);
        assertThat(asked(programs, "local/i386.efi")).isEmpty();
        assertThat(asked(programs, "local/x86_64")).isEmpty();
    }

    @Test
    void a_tool_that_fails_is_told_of_and_nothing_is_served() throws IOException {
        modules("usr/lib/grub/x86_64-efi");
        tool("usr/bin/grub-mkstandalone", "echo no space left; exit 1");
        assertThat(asked(DiskPrograms.make(host, log()), "local/x86_64.efi")).isEmpty();
        assertThat(said.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .contains("x86_64-efi", "no space left");
    }

    @ParameterizedTest
    @CsvSource({
        "debian, apt install grub-common grub-efi-amd64-bin",
        "fedora, dnf install grub2-tools-extra grub2-efi-x64-modules",
        "opensuse-leap, zypper install grub2 grub2-x86_64-efi"
    })
    void what_is_missing_is_named_with_its_packages(String distribution, String remedy) throws IOException {
        Files.createDirectories(host.resolve("etc"));
        Files.writeString(host.resolve("etc/os-release"), "ID=" + distribution + "\n");
        assertThat(DiskPrograms.missing(host).orElseThrow()).endsWith(remedy);
        modules("usr/lib/grub/x86_64-efi");
        assertThat(DiskPrograms.missing(host)).isPresent();
        tool("usr/bin/grub-mkstandalone", "exit 0");
        assertThat(DiskPrograms.missing(host)).isEmpty();
    }
}
