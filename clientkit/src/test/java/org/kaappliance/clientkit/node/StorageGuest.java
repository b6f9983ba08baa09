package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.kaappliance.clientkit.golden.BootLoader;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.ContentPlan;
import org.kaappliance.clientkit.golden.FinishPlan;
import org.kaappliance.clientkit.golden.StorageLayer;
import org.kaappliance.clientkit.golden.StorageLayer.LuksContainer;
import org.kaappliance.clientkit.golden.StorageLayer.RaidArray;
import org.kaappliance.config.MacAddress;

/**
 * Runs in a virtual machine in the place of the node program: makes {@link LayeredPlan} with the real steps and the tools of stage 2, or finds it again
 * after a restart. Says {@code FACT ...} on the console. Only what a node has: no class of the test libraries.
 */
public final class StorageGuest {
    private static final Path STAGE2 = Path.of("/tmp/stage2");
    private static final MacAddress NODE = MacAddress.parse("52:54:00:77:00:01");

    private final List<String> output = Collections.synchronizedList(new ArrayList<>());
    private final Tools stage1 = new Tools(List.of(), output::add);
    private final Tools tools = Tools.inside(new ToolRoot(STAGE2), output::add);
    private final Machine machine = new ThisMachine(stage1);
    private final Clone clone = new Clone(STAGE2, "/mnt/disk");

    private StorageGuest() {}

    /** Exit code 7 when all went well, 1 otherwise. */
    public static void main(String[] args) throws Exception {
        StorageGuest guest = new StorageGuest();
        try {
            guest.unpackTools();
            if (Files.readString(Path.of("/proc/cmdline")).contains("storage=write")) {
                guest.write();
            } else {
                guest.check();
            }
            say("OK");
            System.exit(7);
        } catch (Exception e) {
            guest.output.stream().skip(Math.max(0, guest.output.size() - 20)).forEach(line -> say("OUT " + line));
            say("FAILED " + e);
            System.exit(1);
        }
    }

    private void unpackTools() throws Exception {
        stage1.runAll(ReceiveCommands.makeStage2Dir(STAGE2.toString()));
        stage1.run(List.of("busybox", "tar", "-x", "-f", "/stage2.tar", "-C", STAGE2.toString()));
        stage1.runAll(ReceiveCommands.bindKernel(STAGE2.toString()));
        TargetDisks disks = DiskMapping.map(LayeredPlan.plan(), NODE, machine.disks());
        clone.take(
                new ClonePlan(
                        LayeredPlan.plan(),
                        new ContentPlan(List.of(), List.of()),
                        new FinishPlan("", BootLoader.NONE),
                        List.of()),
                disks);
        disks.drives()
                .forEach(drive -> say("DISK " + drive.plan().drive() + " "
                        + drive.disk().name() + " " + drive.disk().sectorBytes() + " "
                        + drive.disk().identity().serial()));
    }

    private void write() throws Exception {
        Step partition = new PartitionStep(tools, Duration.ofSeconds(30));
        timed("partition", partition);
        timed("format", new FormatStep(tools));
        // Now arrays and groups are active on the old content: a second start has to get rid of them.
        timed("partition again", partition);
        timed("format again", new FormatStep(tools));
        timed("mount", new MountStep(tools));
        long start = System.nanoTime();
        for (String mountPoint : LayeredPlan.plan().mountPoints()) {
            TreeManifest.write(clone.file(mountPoint), !mountPoint.equals("/efi"));
        }
        seconds("content", start);
        start = System.nanoTime();
        tools.runAll(VerifyCommands.mountAnew(clone));
        seconds("mount anew", start);
        sayManifests();
        start = System.nanoTime();
        tools.runAll(MountCommands.sync(clone.volumes(), clone.dir()));
        tools.runAll(MountCommands.unmount(clone.volumes(), clone.dir()));
        tools.runAll(MountCommands.flush(clone.disks()));
        seconds("flush", start);
        say("MDSTAT " + Files.readString(Path.of("/proc/mdstat")).lines().count());
    }

    private void check() throws Exception {
        new KernelModules(tools, Path.of("/")).load(clone.disks().plan());
        // a synchronisation at full speed would hold up the restart
        tools.run(List.of("sysctl", "-q", "-w", "dev.raid.speed_limit_max=1000"));
        for (StorageLayer layer : LayeredPlan.plan().layers()) {
            if (layer instanceof RaidArray raid) {
                tools.run(List.of(
                        "mdadm",
                        "--assemble",
                        raid.array().path(),
                        "--config=partitions",
                        "--uuid=" + raid.uuid().orElseThrow()));
            } else if (layer instanceof LuksContainer luks) {
                ToolCommand open = LayerCommands.open(luks, clone.disks());
                tools.run(open.words(), open.input());
            }
        }
        tools.run(List.of("lvm", "vgchange", "--activate", "y"));
        Files.readString(Path.of("/proc/mdstat"))
                .lines()
                .filter(line -> line.startsWith("md"))
                .forEach(line -> say("MD " + line));
        for (TargetVolume target : clone.volumes()) {
            output.clear();
            tools.run(List.of("blkid", "-p", "-o", "export", target.device()));
            String said = String.join(" ", output);
            boolean right = said.contains("UUID=" + target.volume().id() + " ")
                    && said.contains("LABEL=" + target.volume().label().orElseThrow() + " ")
                    && said.contains("TYPE=" + target.volume().type().text());
            say((right ? "ID " : "WRONG ID ") + target.device() + " " + said);
        }
        new MountStep(tools).run(clone);
        sayManifests();
        tools.runAll(MountCommands.unmount(clone.volumes(), clone.dir()));
        tools.runAll(MountCommands.flush(clone.disks()));
    }

    private void sayManifests() throws IOException {
        for (String mountPoint : LayeredPlan.plan().mountPoints()) {
            List<String> lines = TreeManifest.of(clone.file(mountPoint));
            say("MANIFEST " + mountPoint + " " + lines.size() + " " + TreeManifest.digest(lines));
        }
    }

    private void timed(String name, Step step) throws Exception {
        long start = System.nanoTime();
        step.run(clone);
        seconds(name, start);
    }

    private static void seconds(String name, long start) {
        say(String.format("TIME %s %.1f", name, (System.nanoTime() - start) / 1e9));
    }

    private static void say(String line) {
        System.out.println("FACT " + line);
    }
}
