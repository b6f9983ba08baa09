package org.kaappliance.clientkit.golden;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The examples of the method that is replaced. */
public final class SeedPlans {
    /** Chapter 4 of the KA method's manual. */
    public static final String FOUR_LINES = "linux 3500\nextended fill\nlogical swap 500\nlogical linux fill\n";

    /** Chapter 6.1 of the KA method's manual, as edited by hand. */
    public static final String GUIBPIV = "swap 7993\nlinux 29996\nextended fill\nlogical linux fill\n";

    /** Chapter 6.1 of the KA method's manual, as written by fdisk_to_desc. */
    public static final String GUIBPIV_GENERATED = "swap 7993\nlinux 29996\nextended 38326\nlogical linux 38326\n";

    /** The mount points that chapter 6.1 of the KA method's manual prints. */
    public static final String GUIBPIV_FSTAB = """
            # the golden node of the KA method's manual
            /dev/sda2 / ext3 relatime 1 1
            /dev/sda5 /home ext4 relatime 1 2
            none /proc proc defaults 0 0
            /dev/sda1 swap swap defaults 0 0
            """;

    private SeedPlans() {}

    public static ClonePlan fourPartitions() throws PlanException {
        return plan(tree(GUIBPIV), GUIBPIV_FSTAB);
    }

    static CloneRequest tree(String desc) {
        return new CloneRequest(
                Path.of("/golden"), List.of(new DriveDescription("sda", desc)), Set.of(), List.of(), BootLoader.GRUB);
    }

    static CloneRequest live(String desc) {
        return new CloneRequest(
                Path.of("/"), List.of(new DriveDescription("sda", desc)), Set.of(), List.of(), BootLoader.GRUB);
    }

    static ClonePlan plan(CloneRequest request, String fstab) throws PlanException {
        return plan(request, fstab, Map.of());
    }

    static ClonePlan plan(CloneRequest request, String fstab, Map<String, BlockIds> blocks) throws PlanException {
        return ClonePlanner.plan(request, new GoldenFacts(fstab, blocks), countedUuids());
    }

    /** 00000000-0000-0000-0000-000000000001 and so on. */
    static Supplier<UUID> countedUuids() {
        AtomicLong next = new AtomicLong(1);
        return () -> new UUID(0, next.getAndIncrement());
    }
}
