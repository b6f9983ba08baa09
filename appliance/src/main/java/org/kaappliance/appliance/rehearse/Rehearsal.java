package org.kaappliance.appliance.rehearse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kaappliance.appliance.control.ControlClient;
import org.kaappliance.appliance.job.JobOrder;
import org.kaappliance.config.ByteSize;
import org.kaappliance.config.LoadedSettings;

/**
 * A clone onto virtual machines, with everything that a real one has: firmware, network boot, stage 1, the chain, the switch to local boot. One
 * thread opens it, plans and runs it; {@link #close} from any other ends it, and leaves nothing behind.
 */
public final class Rehearsal implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Request request;
    private final Consumer<String> say;
    private final Running running;
    private final WorkDirectory work;
    private final RehearsalNetwork network;
    private final ControlClient appliance;

    /**
     * What is asked for.
     *
     * @param settings what the administrator would clone with; their kit is there
     * @param program what this process runs
     * @param diskSizes one for each golden drive, the last for all further ones; none for those of the golden drives
     * @param directory where the machines' disks are to be
     * @param limit from power-on to the last sign of life
     * @param keep whether disks and state stay
     */
    public record Request(
            LoadedSettings settings,
            Class<?> program,
            int machines,
            Firmware firmware,
            NetworkCard card,
            int memoryMib,
            List<ByteSize> diskSizes,
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
         * @param directories of this rehearsal and of others, whose disks and keys must not be cloned
         */
        JobOrder order(List<String> names, List<Path> directories) throws IOException;
    }

    private Rehearsal(
            Request request,
            Consumer<String> say,
            Running running,
            WorkDirectory work,
            RehearsalNetwork network,
            ControlClient appliance) {
        this.request = request;
        this.say = say;
        this.running = running;
        this.work = work;
        this.network = network;
        this.appliance = appliance;
    }

    /**
     * Makes network, directories and appliance.
     *
     * @param say gets a line for each thing that happens
     * @param end gets what ends it, before anything is there to be ended
     */
    public static Rehearsal open(Request request, Consumer<String> say, Consumer<Runnable> end) throws IOException {
        Leftovers.remove(request.directory())
                .forEach(name -> say.accept("removed " + name + ", which was left behind"));
        Running running = new Running(say);
        end.accept(running::close);
        try {
            WorkDirectory work = running.started(WorkDirectory.make(
                    request.directory(), request.keep() ? WorkDirectory.Kept.ALL : WorkDirectory.Kept.NOTHING));
            RehearsalNetwork network = running.started(RehearsalNetwork.make());
            Files.writeString(
                    work.files().settings(),
                    RehearsalSettings.text(request.settings(), work.files(), MachineName.first(request.machines())));
            ControlClient appliance = running.started(ApplianceProcess.start(network, work.files(), request.program()))
                    .awaitAnswer();
            return new Rehearsal(request, say, running, work, network, appliance);
        } catch (IOException | RuntimeException e) {
            running.close();
            throw e;
        }
    }

    /** What would be done; touches nothing. @throws IOException with every reason why it cannot be done */
    public RehearsalPlan plan(Orders orders) throws IOException {
        List<String> names = MachineName.first(request.machines()).stream()
                .map(MachineName::text)
                .toList();
        return RehearsalPlan.of(appliance, orders.order(names, WorkDirectory.allIn(request.directory())), request);
    }

    /**
     * Carries it out, once.
     *
     * @param progress gets what {@code clone} shows, on another thread
     * @throws IOException when it cannot be carried out, or was closed meanwhile; what a machine fails at stands in the report
     */
    public RehearsalReport run(RehearsalPlan plan, Consumer<JsonNode> progress)
            throws IOException, InterruptedException {
        RehearsalFiles files = work.files();
        List<String> shortages = plan.room().shortages(files.directory());
        if (!shortages.isEmpty()) {
            throw new IOException(String.join("\n", shortages));
        }
        KvmProbe.Answer kvm = new KvmProbe(network::inside, running)
                .ask(request.settings().settings().kit().directory().resolve("vmlinuz"), files.directory());
        say.accept(kvm.why());
        CloneRun clone = CloneRun.start(appliance, plan.order(), progress);
        clone.awaitArmed();
        List<VirtualMachine> machines = switchOn(plan.hardware(), kvm.accelerator());
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

    private List<VirtualMachine> switchOn(VirtualHardware hardware, Accelerator accelerator) throws IOException {
        RehearsalFiles files = work.files();
        Optional<UefiImages> uefi = hardware.firmware() == Firmware.UEFI ? UefiImages.find() : Optional.empty();
        QemuCommand command = new QemuCommand(hardware, files, accelerator, uefi);
        List<VirtualMachine> machines = new ArrayList<>();
        for (MachineName name : MachineName.first(request.machines())) {
            network.port(name);
            for (VirtualDisk disk : hardware.disks()) {
                makeSparse(files.disk(name, disk), disk.bytes());
            }
            if (uefi.isPresent()) {
                Files.copy(uefi.get().variables(), files.firmwareVariables(name));
            }
            machines.add(running.started(VirtualMachine.start(name, files, network.inside(command.of(name)))));
        }
        say.accept(machines.size() + (machines.size() == 1 ? " machine is on" : " machines are on"));
        return machines;
    }

    private static void makeSparse(Path file, long bytes) throws IOException {
        Files.createFile(file); // never one that is there
        try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.setLength(bytes);
        }
    }

    private void watch(MachineRoom room, CloneRun clone, Instant limit) throws IOException, InterruptedException {
        while (!(room.look() && clone.exit().isPresent())) {
            if (Instant.now().isAfter(limit)) {
                say.accept("not everything happened within " + request.limit().toSeconds() + " s (--timeout)");
                return;
            }
            running.awaitSecond();
        }
    }

    /** Ends everything, machines first, and removes what is not to be kept. */
    @Override
    public void close() {
        running.close();
    }
}
