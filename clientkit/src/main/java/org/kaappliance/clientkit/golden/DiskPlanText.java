package org.kaappliance.clientkit.golden;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.kaappliance.clientkit.golden.StorageLayer.LogicalVolume;
import org.kaappliance.clientkit.golden.StorageLayer.LuksContainer;
import org.kaappliance.clientkit.golden.StorageLayer.RaidArray;
import org.kaappliance.clientkit.golden.StorageLayer.VolumeGroup;
import org.kaappliance.clientkit.text.TabLine;

/** Writes a disk plan into an order. What is not given is an empty field; {@link DiskPlanReader} reads it. */
final class DiskPlanText {
    private final Consumer<TabLine> lines;

    private DiskPlanText(Consumer<TabLine> lines) {
        this.lines = lines;
    }

    static void write(DiskPlan plan, Consumer<TabLine> lines) {
        DiskPlanText text = new DiskPlanText(lines);
        plan.drives().forEach(text::drive);
        plan.layers().forEach(text::layer);
        plan.volumes().forEach(text::volume);
        plan.choice().rules().forEach(rule -> text.line("map", rule.nodeText(), rule.drive(), rule.text()));
        plan.choice()
                .confirmed()
                .forEach((mac, serials) -> serials.forEach(serial -> text.line("confirm", mac.toString(), serial)));
    }

    private void drive(DrivePlan drive) {
        if (drive.image().isPresent()) {
            DriveImage image = drive.image().get();
            line(
                    "image",
                    drive.drive(),
                    Long.toString(image.neededBytes()),
                    Long.toString(image.usedBytes()),
                    Integer.toString(image.sectorBytes()));
            return;
        }
        line("drive", drive.drive(), drive.table().label().text());
        for (PartitionEntry e : drive.table().entries()) {
            line(
                    "partition",
                    Integer.toString(e.number()),
                    e.level().name(),
                    e.type().code(),
                    e.fill() ? "" : Long.toString(e.mebibytes().getAsLong()),
                    e.name().orElse(""),
                    e.uuid().map(Object::toString).orElse(""));
        }
        OptionalInt bootable = drive.bootable();
        if (bootable.isPresent()) {
            line("bootable", Integer.toString(bootable.getAsInt()));
        }
    }

    private void layer(StorageLayer layer) {
        if (layer instanceof RaidArray raid) {
            line(
                    "raid",
                    raid.array().text(),
                    raid.level(),
                    raid.chunkKib().isPresent() ? Long.toString(raid.chunkKib().getAsLong()) : "",
                    raid.metadata(),
                    raid.name().orElse(""),
                    raid.uuid().orElse(""),
                    names(raid.members()));
        } else if (layer instanceof VolumeGroup group) {
            line("group", group.name(), Long.toString(group.extentKib()), names(group.members()));
        } else if (layer instanceof LogicalVolume volume) {
            String size = volume.mebibytes().isPresent()
                    ? Long.toString(volume.mebibytes().getAsLong())
                    : "";
            line("logical", volume.group(), volume.name(), size, Integer.toString(volume.stripes()));
        } else if (layer instanceof LuksContainer luks) {
            line(
                    "luks",
                    luks.container().text(),
                    luks.opened(),
                    luks.uuid().orElse(""),
                    luks.key().map(LuksKey::passphrase).orElse(""));
        } else {
            throw new IllegalArgumentException("no such layer: " + layer);
        }
    }

    private void volume(Volume v) {
        line(
                "volume",
                v.device().text(),
                v.type().text(),
                v.id(),
                v.mountPoint().orElse(""),
                v.label().orElse(""),
                v.usedBytes().isPresent() ? Long.toString(v.usedBytes().getAsLong()) : "");
        v.subvolumes().forEach(s -> line("subvolume", s.path(), s.mountPoint().orElse("")));
    }

    private void line(String... fields) {
        lines.accept(TabLine.of(fields));
    }

    private static String names(List<DeviceName> members) {
        return String.join(" ", members.stream().map(DeviceName::text).toList());
    }

    /** Empty for an empty field. */
    static Optional<String> given(String field) {
        return field.isEmpty() ? Optional.empty() : Optional.of(field);
    }
}
