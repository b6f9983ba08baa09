package org.kaappliance.appliance.rehearse;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Whether KVM carries out an ordinary guest. That {@code /dev/kvm} can be opened says little: inside of other virtual machines guests may hang. So the kernel of
 * stage 1 is started without a root file system: it has to come to its panic, which ends the machine, within {@value #LIMIT_SECONDS} seconds.
 */
final class KvmProbe {
    private static final Path DEVICE = Path.of("/dev/kvm");
    private static final int LIMIT_SECONDS = 15;

    /** @param why one line for people */
    record Answer(Accelerator accelerator, String why) {}

    private final UnaryOperator<List<String>> inside;
    private final Running running;

    /**
     * One for a rehearsal.
     *
     * @param inside makes a command line one that runs in the rehearsal's network, and ends with it
     * @param running ends the guest when the rehearsal ends
     */
    KvmProbe(UnaryOperator<List<String>> inside, Running running) {
        this.inside = inside;
        this.running = running;
    }

    /**
     * Tries it.
     *
     * @param kernel of stage 1
     * @param directory for what the guest says
     * @throws IOException when the rehearsal is stopped meanwhile, too
     */
    Answer ask(Path kernel, Path directory) throws IOException {
        if (!Files.exists(DEVICE)) {
            return slow("there is no " + DEVICE + ": the processor's virtualization may be off in the firmware");
        }
        return tried(kernel, directory);
    }

    /** As {@link #ask}, where there is the device. */
    Answer tried(Path kernel, Path directory) throws IOException {
        Path console = directory.resolve("kvm.console");
        Process guest = running.started(new ProcessBuilder(inside.apply(command(kernel, console)))
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(directory.resolve("kvm.log").toFile())
                .start());
        try {
            if (!guest.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                return slow("a guest hangs in KVM here");
            }
            running.requireOpen();
            boolean ran = Files.exists(console)
                    && Files.readString(console, StandardCharsets.ISO_8859_1).contains("Kernel panic");
            return ran
                    ? new Answer(Accelerator.KVM, "KVM works here")
                    : slow("KVM does not carry out an ordinary guest" + reason(directory.resolve("kvm.log")));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while KVM is tried", e);
        } finally {
            guest.destroyForcibly();
        }
    }

    /** QEMU's first line, which says most. */
    private static String reason(Path log) throws IOException {
        return Files.readString(log, StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .map(line -> " (" + line.strip() + ")")
                .orElse("");
    }

    private static Answer slow(String why) {
        return new Answer(Accelerator.TCG, why + "; the machines' processors are emulated, ten times slower or more");
    }

    private static List<String> command(Path kernel, Path console) {
        List<String> line = new ArrayList<>(List.of(QemuCommand.PROGRAM, "-nodefaults", "-no-user-config"));
        line.addAll(Accelerator.KVM.arguments());
        line.addAll(List.of("-machine", "pc", "-m", "256", "-display", "none", "-no-reboot"));
        line.addAll(
                List.of("-chardev", "file,id=console,path=" + console.toString().replace(",", ",,")));
        line.addAll(List.of("-serial", "chardev:console"));
        line.addAll(List.of("-kernel", kernel.toString(), "-append", "console=ttyS0,115200 quiet panic=-1"));
        return line;
    }
}
