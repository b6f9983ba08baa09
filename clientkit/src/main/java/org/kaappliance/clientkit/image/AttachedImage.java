package org.kaappliance.clientkit.image;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A disk image as a block device of this host: a loop device with its partitions, read-only. What stands for it in the kernel (device, mounts, the program that
 * reads other formats) belongs to a process with namespaces of its own, and goes with it: at {@link #close}, and when this program is killed. Needs root.
 */
public final class AttachedImage implements Closeable {
    private static final int SECOND_SECTOR_BYTES = 4096;
    private static final String GPT = "EFI PART";

    /** The device is detached at once, which the kernel does when the last one closes it; a table is told by partx where the kernel reads none itself. */
    private static final String HOLD = """
            set -eu
            file=$1 format=$2 sector=$3 work=$4
            mount -t tmpfs -o size=1m,mode=700 ka-image "$work"
            mkdir "$work/root"
            view=$file
            if [ "$format" != raw ]; then
                view=$work/view
                : > "$view"
                qemu-storage-daemon --daemonize --pidfile "$work/pid" \
                    --blockdev "driver=file,node-name=file,read-only=on,filename=${file//,/,,}" \
                    --blockdev "driver=$format,node-name=disk,read-only=on,file=file" \
                    --export "type=fuse,id=view,node-name=disk,mountpoint=$view,allow-other=off"
            fi
            device=$(losetup --read-only --partscan --sector-size "$sector" --find --show "$view")
            exec 9<"$device"
            losetup --detach "$device"
            partx --update --nr 1:255 "$device" >/dev/null 2>&1 || true
            echo "$device"
            read -r _ || true
            """;

    private final Process holder;
    private final Path work;
    private final Path device;

    private AttachedImage(Process holder, Path work, Path device) {
        this.holder = holder;
        this.work = work;
        this.device = device;
    }

    /**
     * Attaches an image file.
     *
     * @throws IOException when it cannot be read as what its name says, with what to do
     */
    public static AttachedImage of(Path file) throws IOException {
        ImageFileFormat format = ImageFileFormat.of(file);
        Path work = Files.createTempDirectory("ka-image");
        Process holder = null;
        try {
            int sectorBytes = format == ImageFileFormat.RAW ? sectorBytes(file) : 512;
            holder = HostProgram.builder(command(file, format, sectorBytes, work))
                    .redirectError(work.resolve("errors").toFile())
                    .start();
            BufferedReader out = holder.inputReader(StandardCharsets.UTF_8);
            String device = out.readLine();
            if (device == null) {
                throw new IOException("cannot attach the image " + file + " (this needs root): "
                        + HostProgram.oneLine(Files.readString(work.resolve("errors"), StandardCharsets.UTF_8)));
            }
            return new AttachedImage(holder, work, Path.of(device));
        } catch (IOException e) {
            end(holder, work);
            throw e;
        }
    }

    private static List<String> command(Path file, ImageFileFormat format, int sectorBytes, Path work) {
        return List.of(
                "unshare",
                "--mount",
                "--propagation=private",
                "--pid",
                "--fork",
                "--kill-child",
                "bash",
                "-c",
                HOLD,
                "hold",
                file.toAbsolutePath().toString(),
                format.driver(),
                Integer.toString(sectorBytes),
                work.toString());
    }

    /** The image of a disk with larger sectors has its GPT further behind. */
    private static int sectorBytes(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(SECOND_SECTOR_BYTES + GPT.length());
            String text = new String(start, StandardCharsets.ISO_8859_1);
            boolean larger = GuidTable.isProtected(start)
                    && text.startsWith(GPT, SECOND_SECTOR_BYTES)
                    && !text.startsWith(GPT, 512);
            return larger ? SECOND_SECTOR_BYTES : 512;
        }
    }

    /** {@code /dev/loop7}. */
    public Path device() {
        return device;
    }

    /** {@code /dev/loop7p2}. */
    public Path partition(int number) {
        return Path.of(device + "p" + number);
    }

    /** An empty directory that only the process which holds the image has, as that process names it. */
    public Path directory() {
        return work.resolve("root");
    }

    /** A path of {@link #directory} as this program sees it. */
    public Path seen(Path path) {
        return Path.of("/proc/" + holder.pid() + "/root" + path);
    }

    /** Runs a program where the image's file systems are mounted. @throws IOException when it fails, with its words */
    public String run(List<String> command) throws IOException {
        List<String> inside = new ArrayList<>(List.of("nsenter", "--mount=/proc/" + holder.pid() + "/ns/mnt", "--"));
        inside.addAll(command);
        return HostProgram.run(inside);
    }

    /** Lets go of everything. Waits until the kernel has done so, where nobody uses it any more. */
    @Override
    public void close() throws IOException {
        end(holder, work);
    }

    private static void end(Process holder, Path work) throws IOException {
        try {
            if (holder != null) {
                holder.getOutputStream().close();
                if (!holder.waitFor(10, TimeUnit.SECONDS)) {
                    holder.destroyForcibly().waitFor();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            holder.destroyForcibly();
        } finally {
            Files.deleteIfExists(work.resolve("errors"));
            Files.deleteIfExists(work);
        }
    }
}
