package org.kaappliance.clientkit.node;

import java.util.ArrayList;
import java.util.List;
import org.kaappliance.clientkit.golden.Volume;

/**
 * Command lines that make file systems and swap areas with the id and the label of the plan. What the tools switch on by themselves and older
 * kernels or boot loaders do not know stays off; for ext4 that is said in {@code mke2fs.conf} of stage 2.
 * Pure.
 */
final class FormatCommands {
    /** What kernels from 3.16 and GRUB from 2.02 read; bigtime, inobtcount and nrext64 came with Linux 5.10 to 5.19, reflink with 4.9. */
    private static final String XFS_METADATA = "crc=1,finobt=1,bigtime=0,inobtcount=0,reflink=0";

    /** FAT32 has at least 65,525 clusters, each a sector or more; UEFI wants it of an ESP on a disk. */
    private static final long FAT32_SECTORS = 70_000;

    private FormatCommands() {}

    static List<List<String>> of(TargetDisks disks) {
        return disks.volumes().stream()
                .flatMap(target -> format(target, disks).stream())
                .toList();
    }

    private static List<List<String>> format(TargetVolume target, TargetDisks disks) {
        Volume v = target.volume();
        String id = v.id();
        return switch (v.type()) {
            case EXT2, EXT3, EXT4 ->
                one(target, List.of("mkfs.ext4", "-t", v.type().text(), "-F", "-q", "-U", id), "-L");
            case SWAP -> one(target, List.of("mkswap", "--force", "-U", id), "-L");
            case XFS -> one(target, xfs(id), "-L");
            case BTRFS -> one(target, List.of("mkfs.btrfs", "-f", "-q", "-U", id), "-L");
            case F2FS -> one(target, List.of("mkfs.f2fs", "-f", "-q", "-U", id), "-l");
            case REISERFS -> one(target, List.of("mkfs.reiserfs", "-ff", "-q", "-u", id), "-l");
            case VFAT -> one(target, fat(id, target, disks), "-n");
            case JFS -> {
                List<List<String>> commands = new ArrayList<>(one(target, List.of("mkfs.jfs", "-q"), "-L"));
                commands.add(List.of("jfs_tune", "-U", id, target.device())); // mkfs.jfs takes no UUID
                yield commands;
            }
        };
    }

    private static List<List<String>> one(TargetVolume target, List<String> mkfs, String labelOption) {
        List<String> command = new ArrayList<>(mkfs);
        target.volume().label().ifPresent(label -> command.addAll(List.of(labelOption, label)));
        command.add(target.device());
        return List.of(command);
    }

    private static List<String> xfs(String id) {
        return List.of("mkfs.xfs", "-f", "-q", "-m", XFS_METADATA + ",uuid=" + id, "-i", "nrext64=0");
    }

    private static List<String> fat(String id, TargetVolume target, TargetDisks disks) {
        List<String> command = new ArrayList<>(List.of("mkfs.fat", "-i", id.replace("-", "")));
        if (disks.sectors(target.volume().device()).orElse(0) >= FAT32_SECTORS) {
            command.addAll(List.of("-F", "32"));
        }
        return command;
    }
}
