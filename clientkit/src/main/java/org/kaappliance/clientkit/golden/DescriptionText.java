package org.kaappliance.clientkit.golden;

import java.util.List;
import java.util.OptionalLong;
import java.util.StringJoiner;
import org.kaappliance.clientkit.golden.StorageLayer.LogicalVolume;
import org.kaappliance.clientkit.golden.StorageLayer.LuksContainer;
import org.kaappliance.clientkit.golden.StorageLayer.RaidArray;
import org.kaappliance.clientkit.golden.StorageLayer.VolumeGroup;

/** Writes a disk plan as the fuller description (docs/adr/014), for people; {@link DescriptionParser} reads it. */
final class DescriptionText {
    private final StringBuilder text = new StringBuilder();

    private DescriptionText() {}

    static String of(DiskPlan plan) {
        DescriptionText text = new DescriptionText();
        plan.drives().forEach(text::drive);
        text.block(plan.layers().isEmpty());
        plan.layers().forEach(text::layer);
        text.block(plan.volumes().isEmpty());
        plan.volumes().forEach(text::volume);
        return text.text.toString();
    }

    private void drive(DrivePlan drive) {
        block(text.isEmpty());
        Words words = new Words("drive").word(drive.drive());
        words.value("table", drive.table().label().text());
        if (drive.bootable().isPresent()) {
            words.value("active", Integer.toString(drive.bootable().getAsInt()));
        }
        line(words);
        drive.table().entries().forEach(entry -> partition(drive.table().label(), entry));
    }

    private void partition(DiskLabel label, PartitionEntry entry) {
        Words words = new Words("    partition").word(Integer.toString(entry.number()));
        words.value("type", TypeNames.of(entry.type(), label)).value("size", size(entry.mebibytes()));
        entry.name().ifPresent(name -> words.value("name", name));
        entry.uuid().ifPresent(uuid -> words.value("uuid", uuid.toString()));
        line(words);
    }

    private void layer(StorageLayer layer) {
        if (layer instanceof RaidArray raid) {
            Words words = new Words("raid").word(raid.array().text()).value("level", raid.level());
            words.value("members", names(raid.members())).value("metadata", raid.metadata());
            if (raid.chunkKib().isPresent()) {
                words.value("chunk", raid.chunkKib().getAsLong() + "KiB");
            }
            raid.name().ifPresent(name -> words.value("name", name));
            raid.uuid().ifPresent(uuid -> words.value("uuid", uuid));
            line(words);
        } else if (layer instanceof VolumeGroup group) {
            line(new Words("vg")
                    .word(group.name())
                    .value("members", names(group.members()))
                    .value("extent", group.extentKib() + "KiB"));
        } else if (layer instanceof LogicalVolume volume) {
            Words words = new Words("lv").word(volume.group() + "/" + volume.name());
            words.value("size", size(volume.mebibytes()));
            line(volume.stripes() == 1 ? words : words.value("stripes", Integer.toString(volume.stripes())));
        } else if (layer instanceof LuksContainer luks) {
            Words words = new Words("luks").word(luks.container().text()).value("opened", luks.opened());
            luks.uuid().ifPresent(uuid -> words.value("uuid", uuid));
            line(words);
        } else {
            throw new IllegalArgumentException("no such layer: " + layer);
        }
    }

    private void volume(Volume volume) {
        Words words = new Words("volume").word(volume.device().text());
        words.value("type", volume.type().text()).value("id", volume.id());
        volume.label().ifPresent(label -> words.value("label", label));
        volume.mountPoint().ifPresent(mount -> words.value("mount", mount));
        if (volume.usedBytes().isPresent()) {
            words.value("used", Long.toString(volume.usedBytes().getAsLong()));
        }
        line(words);
        for (Volume.Subvolume subvolume : volume.subvolumes()) {
            Words of = new Words("    subvolume").word(subvolume.path());
            subvolume.mountPoint().ifPresent(mount -> of.value("mount", mount));
            line(of);
        }
    }

    private void block(boolean empty) {
        if (!empty) {
            text.append('\n');
        }
    }

    private void line(Words words) {
        text.append(words.words).append('\n');
    }

    private static String size(OptionalLong mebibytes) {
        return mebibytes.isEmpty() ? "fill" : mebibytes.getAsLong() + "MiB";
    }

    private static String names(List<DeviceName> members) {
        return String.join(",", members.stream().map(DeviceName::text).toList());
    }

    /** A line that grows. */
    private static final class Words {
        private final StringJoiner words = new StringJoiner(" ");

        Words(String keyword) {
            words.add(keyword);
        }

        Words word(String word) {
            words.add(DescriptionLine.quote(word));
            return this;
        }

        Words value(String key, String value) {
            words.add(key + "=" + DescriptionLine.quote(value));
            return this;
        }
    }
}
