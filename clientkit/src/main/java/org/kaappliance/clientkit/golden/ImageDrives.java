package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.kaappliance.clientkit.image.DiskImageSource;
import org.kaappliance.clientkit.image.DiskMap;

/** The drives of a request that are copied whole. Reads them: what is in use or damaged is found before a node is armed. */
final class ImageDrives {
    private static final long MIB = 1 << 20;

    private final CloneRequest request;
    private final List<String> problems = new ArrayList<>();
    private final List<DrivePlan> drives = new ArrayList<>();

    private ImageDrives(CloneRequest request) {
        this.request = request;
    }

    /** @throws PlanException with every problem */
    static List<DrivePlan> read(CloneRequest request) throws PlanException {
        ImageDrives images = new ImageDrives(request);
        Set<DeviceName> seen = new HashSet<>();
        for (RawParts.Image image : request.raw().disks()) {
            images.check(image, seen);
        }
        if (images.problems.isEmpty()) {
            request.raw().disks().forEach(images::add);
        }
        if (!images.problems.isEmpty()) {
            throw new PlanException(images.problems);
        }
        return images.drives;
    }

    /** A plan of images alone. */
    static ClonePlan only(CloneRequest request, List<DrivePlan> drives) {
        List<String> warnings = new ArrayList<>(
                List.of("no files are copied, and nothing is changed on the disks: all clones have the host name,"
                        + " the addresses, the keys and the identifiers of the image, and boot as it does"));
        if (request.bootLoader().kind() != BootLoader.Kind.AUTO
                && request.bootLoader().kind() != BootLoader.Kind.NONE) {
            warnings.add("no boot loader is installed on a drive that is copied as it is: -r "
                    + request.bootLoader().text() + " is not used");
        }
        return new ClonePlan(
                new DiskPlan(drives, List.of(), List.of()),
                new ContentPlan(List.of(), List.of(), List.of(), request.raw().devices(), request.verify()),
                new FinishPlan("", BootLoader.NONE),
                warnings);
    }

    private void check(RawParts.Image image, Set<DeviceName> seen) {
        String drive = image.drive().text();
        if (!seen.add(image.drive())) {
            problems.add("drive " + drive + " is to be copied twice");
        }
        if (image.drive().partition().isPresent()) {
            problems.add("--image " + drive + ": it is a partition, and an image becomes a whole drive, e.g. "
                    + image.drive().partition().get().drive());
        } else if (!image.drive().isDrive()) {
            problems.add((request.raw().partitions().contains(image.drive()) ? "-D " : "--image ") + drive
                    + ": it is no partition and no whole drive (sda, vda, nvme0n1, mmcblk0, cciss/c0d0); what lies on RAID,"
                    + " LVM or LUKS travels as files");
        }
        if (!request.live() && request.raw().partitions().contains(image.drive())) {
            problems.add("-D " + drive
                    + ": a whole drive is one of this host, or of a golden node (--source); an image of one is"
                    + " copied with --image " + drive + "=FILE");
        }
        if (request.drives().stream().anyMatch(d -> d.drive().equals(drive))) {
            problems.add("drive " + drive + " is both described and copied as it is");
        }
        if (request.excludedDrives().contains(drive)) {
            problems.add("drive " + drive + " is both copied and excluded");
        }
        boolean coded = request.raw().takenBootCode().contains(drive)
                || request.raw().bootCode().stream().anyMatch(c -> c.drive().equals(drive));
        if (coded) {
            problems.add("boot code for " + drive + ": the drive is copied with its own");
        }
        if (!request.carriesFiles() && request.raw().partitions().contains(image.drive())) {
            problems.add("-D " + drive + ": with --image no other disks travel; say --image " + drive + "="
                    + image.drive().path());
        }
    }

    private void add(RawParts.Image image) {
        try {
            DiskMap map = new DiskImageSource(image.disk()).map();
            drives.add(DrivePlan.copied(
                    image.drive().text(), new DriveImage(map.neededBytes(), map.usedBytes(), map.sectorBytes())));
        } catch (IOException e) {
            problems.add("drive " + image.drive() + " cannot be copied: " + e.getMessage());
        }
    }

    /** For people. */
    static String summary(DrivePlan drive, DriveImage image) {
        return "the whole drive " + drive.drive() + ", " + mib(image.usedBytes()) + " of it used";
    }

    static String mib(long bytes) {
        return (bytes + MIB - 1) / MIB + " MiB";
    }
}
