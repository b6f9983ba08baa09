package org.kaappliance.appliance.rehearse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.kaappliance.appliance.control.ControlClient;
import org.kaappliance.appliance.job.JobOrder;
import org.kaappliance.config.LoadedSettings;

/**
 * A clone onto virtual machines, with everything that a real one has: firmware, network boot, stage 1, the chain, the switch to local boot. Run by one
 * thread; {@link #close} from any other ends it, and leaves nothing behind.
 */
public final class Rehearsal implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Request request;
    private final Consumer<String> say;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    /**
     * What is asked for.
     *
     * @param settings what the administrator would clone with; their kit is there
     * @param program what this process runs
     * @param directory where the machines' disks are to be
     * @param limit from power-on to the last sign of life
     * @param keep whether disks and state stay
     */
    public record Request(
            LoadedSettings settings,
            Class<?> program,
            int machines,
            VirtualHardware hardware,
            Path directory,
            Duration limit,
            Expectation expectation,
            boolean keep) {}

    /** Makes the order of the clone. */
    @FunctionalInterface
    public interface Orders {
        /**
         * The order.
         *
         * @param names of the machines
         * @param directory of the rehearsal, which must not be cloned into itself
         */
        JobOrder order(List<String> names, Path directory);
    }

    /** @param say gets a line for each thing that happens */
    public Rehearsal(Request request, Consumer<String> say) {
        this.request = request;
        this.say = say;
    }

    /**
     * Carries it out, once.
     *
     * @param progress gets what {@code clone} shows, on another thread
     * @throws IOException when it cannot be carried out, or was closed meanwhile; what a machine fails at stands in the report
     */
    public RehearsalReport run(Orders orders, Consumer<JsonNode> progress) throws IOException, InterruptedException {
        RehearsalNetwork.removeLeftovers().forEach(name -> say.accept("removed " + name + ", which was left behind"));
        List<MachineName> names = MachineName.first(request.machines());
        WorkDirectory work = started(WorkDirectory.make(
                request.directory(), request.keep() ? WorkDirectory.Kept.ALL : WorkDirectory.Kept.NOTHING));
        RehearsalFiles files = work.files();
        Path kernel = request.settings().settings().kit().directory().resolve("vmlinuz");
        KvmProbe.Answer kvm = KvmProbe.ask(kernel, files.directory());
        say.accept(kvm.why());
        RehearsalNetwork network = started(RehearsalNetwork.make());
        Files.writeString(files.settings(), RehearsalSettings.text(request.settings(), files, names));
        ControlClient appliance = started(ApplianceProcess.start(network, files, request.program()))
                .awaitAnswer();
        CloneRun clone = CloneRun.start(
                appliance, orders.order(names.stream().map(MachineName::text).toList(), files.directory()), progress);
        clone.awaitArmed();
        List<VirtualMachine> machines = switchOn(names, files, network, kvm.accelerator());
        MachineRoom room = new MachineRoom(machines, request.expectation(), appliance, clone, say);
        Instant begin = machines.get(0).switchedOn();
        watch(room, clone, begin.plus(request.limit()));
        RehearsalReport report = new RehearsalReport(
                room.rows(),
                request.expectation(),
                clone.exit(),
                clone.message(),
                Duration.between(begin, Instant.now()),
                files.directory());
        JSON.writerWithDefaultPrettyPrinter().writeValue(files.report().toFile(), report.json());
        work.keepEvidence();
        return report;
    }

    private List<VirtualMachine> switchOn(
            List<MachineName> names, RehearsalFiles files, RehearsalNetwork network, Accelerator accelerator)
            throws IOException {
        Optional<UefiImages> uefi =
                request.hardware().firmware() == Firmware.UEFI ? UefiImages.find() : Optional.empty();
        QemuCommand command = new QemuCommand(request.hardware(), files, accelerator, uefi);
        List<VirtualMachine> machines = new ArrayList<>();
        for (MachineName name : names) {
            network.port(name);
            for (VirtualDisk disk : request.hardware().disks()) {
                try (RandomAccessFile file =
                        new RandomAccessFile(files.disk(name, disk).toFile(), "rw")) {
                    file.setLength(disk.bytes());
                }
            }
            if (uefi.isPresent()) {
                Files.copy(uefi.get().variables(), files.firmwareVariables(name));
            }
            machines.add(started(VirtualMachine.start(name, files, network.inside(command.of(name)))));
        }
        say.accept(machines.size() + (machines.size() == 1 ? " machine is on" : " machines are on"));
        return machines;
    }

    private void watch(MachineRoom room, CloneRun clone, Instant limit) throws IOException, InterruptedException {
        while (!(room.look() && clone.exit().isPresent())) {
            if (Instant.now().isAfter(limit)) {
                say.accept("not everything happened within " + request.limit().toSeconds() + " s (--timeout)");
                return;
            }
            if (closed.await(1, TimeUnit.SECONDS)) {
                throw new IOException("the rehearsal was stopped");
            }
        }
    }

    private <T extends AutoCloseable> T started(T part) throws IOException {
        synchronized (running) {
            running.push(part);
        }
        if (closed.getCount() == 0) {
            close();
            throw new IOException("the rehearsal was stopped");
        }
        return part;
    }

    /** Ends everything, machines first, and removes what is not to be kept. */
    @Override
    public void close() {
        closed.countDown();
        synchronized (running) {
            while (!running.isEmpty()) {
                try {
                    running.pop().close();
                } catch (Exception e) {
                    say.accept("while cleaning up: " + e.getMessage());
                }
            }
        }
    }
}
