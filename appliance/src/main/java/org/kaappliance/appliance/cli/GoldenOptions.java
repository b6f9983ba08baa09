package org.kaappliance.appliance.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kaappliance.appliance.job.JobOrder;
import org.kaappliance.clientkit.golden.BootCode;
import org.kaappliance.clientkit.golden.CloneRequest;
import org.kaappliance.clientkit.golden.DriveDescription;
import org.kaappliance.clientkit.remote.GoldenAddress;
import org.kaappliance.config.Settings;
import picocli.CommandLine.Option;

/** What of the golden system is copied. */
final class GoldenOptions {
    @Option(
            names = {"-p", "--partitions"},
            arity = "2",
            paramLabel = "DRIVE DESC",
            description = {
                "recreate DRIVE (e.g. sda) as the file DESC describes, see 'golden describe';",
                "without it the drives of this host that carry mounted file systems, as they are"
            })
    private List<String> drives = List.of();

    @Option(
            names = {"-x", "--exclude"},
            paramLabel = "DIR[|DIR]",
            description = "directories to leave empty on the nodes (default: clone.exclude)")
    private List<String> excludedDirs;

    @Option(
            names = {"-X", "--exclude-drive"},
            paramLabel = "DRIVE[|DRIVE]",
            description = "drives of the golden node to leave out (default: clone.exclude-drives)")
    private List<String> excludedDrives;

    @Option(
            names = {"-m", "--take-mbr"},
            paramLabel = "DRIVE",
            description = "copy the boot code of this drive of the golden node (the first 446 bytes)")
    private List<String> takenBootCode = List.of();

    @Option(
            names = {"-M", "--mbr"},
            arity = "2",
            paramLabel = "DRIVE FILE",
            description = "write FILE, 446 bytes, as the boot code of DRIVE")
    private List<String> bootCode = List.of();

    @Option(
            names = {"-D", "--raw-partition"},
            paramLabel = "DEVICE",
            description = {
                "copy this partition (e.g. sda1), not mounted read-write, as it is, whatever is on it, its used blocks where",
                "partclone knows them; or a whole drive (sdb) that is not in use, with its partition table"
            })
    private List<String> rawPartitions = List.of();

    @Option(
            names = "--image",
            paramLabel = "DRIVE=FILE",
            description = {
                "write FILE, the image of a disk (raw, qcow2, vmdk, vhdx, vhd or vdi by the end of its name) or a disk",
                "(/dev/sdb) as the whole DRIVE, its used blocks only, and change nothing on it; without -p no files are copied"
            })
    private List<String> images = List.of();

    @Option(
            names = "--source",
            defaultValue = "/",
            paramLabel = "SOURCE",
            description = {
                "the golden system: a root directory, the image of a disk (golden.img, golden.qcow2),",
                "or ka://HOST[:PORT] for a machine that runs 'golden serve' (default: this host)"
            })
    private String source;

    /** @param settings what holds where the command line says nothing */
    JobOrder.Golden golden(Settings.Clone settings) throws IOException {
        return new JobOrder.Golden(
                GoldenAddress.isOne(source) ? source : absolute(source),
                described(),
                excludedDirs == null ? settings.exclude() : lists(excludedDirs),
                excludedDrives == null ? settings.excludeDrives() : lists(excludedDrives),
                raw());
    }

    private List<JobOrder.Drive> described() throws IOException {
        List<JobOrder.Drive> described = new ArrayList<>();
        for (int i = 0; i < drives.size(); i += 2) {
            DriveDescription drive = DriveDescription.read(drives.get(i), Path.of(drives.get(i + 1)));
            described.add(new JobOrder.Drive(drive.drive(), drive.text()));
        }
        return described;
    }

    private JobOrder.Raw raw() throws IOException {
        List<JobOrder.BootCode> codes = new ArrayList<>();
        for (int i = 0; i < bootCode.size(); i += 2) {
            codes.add(bootCode(device(bootCode.get(i)), Path.of(bootCode.get(i + 1))));
        }
        return new JobOrder.Raw(
                takenBootCode.stream().map(GoldenOptions::device).toList(),
                codes,
                rawPartitions.stream().map(GoldenOptions::device).toList(),
                images.stream().map(GoldenOptions::image).toList());
    }

    private static JobOrder.Image image(String text) {
        int eq = text.indexOf('=');
        if (eq < 1 || eq == text.length() - 1) {
            throw new UsageException("--image: DRIVE=FILE is expected, e.g. sda=windows.img, found '" + text + "'");
        }
        return new JobOrder.Image(device(text.substring(0, eq)), absolute(text.substring(eq + 1)));
    }

    private static String absolute(String path) {
        return Path.of(path).toAbsolutePath().normalize().toString();
    }

    private static JobOrder.BootCode bootCode(String drive, Path file) throws IOException {
        long bytes = Files.size(file);
        if (bytes != BootCode.BYTES) {
            throw new UsageException("-M: " + file + " has " + bytes + " bytes, and boot code has " + BootCode.BYTES);
        }
        return new JobOrder.BootCode(
                drive, BootCode.of(drive, Files.readAllBytes(file)).base64());
    }

    private static String device(String name) {
        return name.replaceFirst("^/dev/", "");
    }

    /** The seed writes several values as {@code a|b}. */
    private static List<String> lists(List<String> values) {
        return values.stream()
                .flatMap(list -> CloneRequest.split(list).stream())
                .toList();
    }
}
