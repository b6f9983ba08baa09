package org.kaappliance.appliance.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.kaappliance.pxemenu.MenuText;
import org.kaappliance.tftp.Content;
import org.kaappliance.tftp.ContentRoute;
import org.kaappliance.tftp.TftpRequest;
import org.slf4j.Logger;

/**
 * Programs that start the boot loader on a UEFI machine's own disk ({@link MenuText#diskProgram}), for iPXE, which cannot: a GRUB with the few
 * modules that this takes and no network, made on this host by {@code grub-mkstandalone}, of about 1 MB. Nobody signs it, and iPXE neither.
 */
public final class DiskPrograms implements ContentRoute {
    private static final List<String> TOOLS = List.of("usr/bin/grub-mkstandalone", "usr/bin/grub2-mkstandalone");
    private static final List<String> MODULE_DIRECTORIES = List.of("usr/lib/grub", "usr/share/grub2");
    private static final String MODULES = "part_gpt part_msdos fat chain normal test minicmd";
    private static final int SECONDS = 60;

    private final Map<String, Content> programs;

    private DiskPrograms(Map<String, Content> programs) {
        this.programs = Map.copyOf(programs);
    }

    /** Names of one processor: iPXE's, and GRUB's for its UEFI. */
    private enum Processor {
        X64("x86_64", "x86_64-efi"),
        IA32("i386", "i386-efi"),
        ARM64("arm64", "arm64-efi");

        private final String ipxe;
        private final String grub;

        Processor(String ipxe, String grub) {
            this.ipxe = ipxe;
            this.grub = grub;
        }

        private Optional<Path> modules(Path host) {
            return found(host, MODULE_DIRECTORIES.stream().map(directory -> directory + "/" + grub + "/chain.mod"))
                    .map(Path::getParent);
        }
    }

    /**
     * Makes what this host has the modules for; what cannot be made is not served, and machines leave to their firmware. Takes a tenth of a second
     * each, and blocks.
     *
     * @param host its root directory
     */
    public static DiskPrograms make(Path host, Logger log) {
        Map<String, Content> programs = new HashMap<>();
        for (Processor processor : Processor.values()) {
            Optional<Path> tool = found(host, TOOLS.stream());
            Optional<Path> modules = processor.modules(host);
            if (tool.isPresent() && modules.isPresent()) {
                try {
                    Content made = Content.ofBytes(make(tool.get(), modules.get(), processor.grub));
                    programs.put(MenuText.diskProgram(processor.ipxe), made);
                } catch (IOException e) {
                    log.warn(
                            "{} machines with iPXE leave their disk to the firmware: {}",
                            processor.grub,
                            e.getMessage());
                }
            }
        }
        return new DiskPrograms(programs);
    }

    /** What to install so that iPXE on UEFI x64 starts a machine's own disk itself; empty when all is there. */
    public static Optional<String> missing(Path host) {
        HostFamily family = HostFamily.of(host);
        List<String> packages = switch (family) {
            case DEBIAN -> List.of("grub-common", "grub-efi-amd64-bin");
            case FEDORA -> List.of("grub2-tools-extra", "grub2-efi-x64-modules");
            case SUSE -> List.of("grub2", "grub2-x86_64-efi");
        };
        boolean all = found(host, TOOLS.stream()).isPresent()
                && Processor.X64.modules(host).isPresent();
        return all
                ? Optional.empty()
                : Optional.of("UEFI machines with iPXE leave their own disk to the firmware, which may take minutes: "
                        + family.install(packages));
    }

    private static Optional<Path> found(Path host, Stream<String> places) {
        return places.map(host::resolve).filter(Files::isRegularFile).findFirst();
    }

    private static byte[] make(Path tool, Path modules, String platform) throws IOException {
        Path work = Files.createTempDirectory("ka-grub");
        try {
            Path lines = Files.writeString(work.resolve("grub.cfg"), MenuText.diskProgramLines());
            Path program = work.resolve("program.efi");
            run(
                    work,
                    List.of(
                            tool.toString(),
                            "-d",
                            modules.toString(),
                            "-O",
                            platform,
                            "-o",
                            program.toString(),
                            "--install-modules=" + MODULES,
                            "--modules=" + MODULES,
                            "--fonts=",
                            "--themes=",
                            "--locales=",
                            "boot/grub/grub.cfg=" + lines));
            return Files.readAllBytes(program);
        } finally {
            for (String name : List.of("grub.cfg", "program.efi", "said")) {
                Files.deleteIfExists(work.resolve(name));
            }
            Files.delete(work);
        }
    }

    private static void run(Path work, List<String> command) throws IOException {
        Path said = work.resolve("said");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(
                        command.get(0) + " failed: " + Files.readString(said).trim());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    @Override
    public Optional<Content> resolve(TftpRequest request) {
        return Optional.ofNullable(programs.get(request.path()));
    }
}
