package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.ContentPlan;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.DrivePlan;
import org.kaappliance.clientkit.golden.FileSystemType;
import org.kaappliance.clientkit.golden.PartitionTable;
import org.kaappliance.clientkit.golden.Verify;
import org.kaappliance.clientkit.golden.Volume;
import org.kaappliance.config.ByteSize;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.relay.ReceiveResult;
import org.kaappliance.relay.RelayPorts;
import org.kaappliance.relay.SessionKey;
import org.kaappliance.relay.StreamSink;

/**
 * The node of {@code clientkit/bench/bench.py}: formats, mounts, receives, writes out and reads back by the node program's own steps, on a loop device
 * whose table is there. Prints one line of JSON for each phase. Needs root and 64-bit Linux.
 *
 * <pre>RestoreRate DEVICE DIRECTORY full|sample|none FILE              a stream as fast as the disk takes it
 * RestoreRate DEVICE DIRECTORY full|sample|none SERVER OWN KEY      the session j1 of send, as a node joins it</pre>
 */
public final class RestoreRate {
    private static final int CHUNK_BYTES = 256 << 10;
    private static final long SECTORS_PER_MIB = 2048;

    private final Path dir;
    private final Sessions sessions;
    private final Tools tools = new Tools(List.of(), System.err::println);
    private ReceiveResult received = new ReceiveResult(0, "", Optional.empty());

    private RestoreRate(Path dir, Sessions sessions) {
        this.dir = dir;
        this.sessions = (name, sink) -> received = sessions.receive(name, sink);
    }

    public static void main(String[] args) throws Exception {
        Sessions sessions = args.length == 4
                ? (name, sink) -> fromFile(Path.of(args[3]), sink)
                : chain(args[3], args[4], Path.of(args[5]));
        Verify verify = Verify.valueOf(args[2].toUpperCase(Locale.ROOT));
        new RestoreRate(Path.of(args[1]), sessions).run(clone(args[0], Path.of(args[1]), verify));
    }

    private void run(Clone clone) throws Exception {
        Phase.measure("format", () -> new FormatStep(tools).run(clone)).print();
        new MountStep(tools).run(clone);
        try {
            Phase.measure("receive", () -> new ReceiveStep(sessions, "j1", tools, line -> {}).run(clone))
                    .print(
                            "bytes",
                            received.bytes(),
                            "heldMillis",
                            received.sinkHeld().toMillis());
            Phase.measure("sync", () -> tools.runAll(MountCommands.sync(clone.volumes(), clone.dir())))
                    .print();
            long files = clone.manifest().isEmpty() ? 0 : clone.manifest().get().entries();
            Phase.measure("verify", () -> new VerifyStep(tools, line -> {}).run(clone))
                    .print("files", files);
        } finally {
            tools.runAll(MountCommands.unmount(clone.volumes(), clone.dir()));
        }
    }

    /** One ext4 on the first partition. */
    private static Clone clone(String device, Path dir, Verify verify) throws Exception {
        String name = device.substring("/dev/".length());
        long sectors = Long.parseLong(
                Files.readString(Path.of("/sys/block/" + name + "/size")).strip());
        NodeDisk disk =
                new NodeDisk(name, "virtual", ByteSize.ofMebibytes(sectors / SECTORS_PER_MIB), 512, NodeDisk.Use.FREE);
        ClonePlan seed = Plans.seed();
        Volume root = seed.disks().volumes().get(1);
        Volume only =
                new Volume(new DeviceName("sda1"), FileSystemType.EXT4, root.mountPoint(), root.id(), root.label());
        DrivePlan drive = new DrivePlan("sda", PartitionTable.parseDesc("linux fill"), OptionalInt.empty());
        DiskPlan disks = new DiskPlan(List.of(drive), List.of(), List.of(only));
        Clone clone = new Clone(Path.of("/"), dir.toString());
        clone.take(
                new ClonePlan(disks, new ContentPlan(List.of(), List.of(), verify), seed.finish(), List.of()),
                Plans.disks(disks, disk));
        return clone;
    }

    private static Sessions chain(String server, String own, Path key) throws IOException {
        NodeSettings settings = new NodeSettings(
                Ipv4Subnet.address(server),
                1,
                "j1",
                "",
                SessionKey.read(key),
                RelayPorts.STANDARD,
                Optional.empty(),
                NodeSettings.CommandsFromAppliance.REFUSED,
                List.of());
        return new RelaySessions(
                settings, new BootCard(MacAddress.parse("52:54:00:77:00:01"), Ipv4Subnet.address(own)));
    }

    /** As the relay hands it over: direct buffers of a block. */
    private static ReceiveResult fromFile(Path stream, StreamSink sink) throws IOException {
        try (FileChannel in = FileChannel.open(stream)) {
            ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
            while (in.read(chunk.clear()) > 0) {
                sink.write(chunk.flip());
            }
            sink.finish();
            return new ReceiveResult(in.size(), "", Optional.empty());
        }
    }
}
