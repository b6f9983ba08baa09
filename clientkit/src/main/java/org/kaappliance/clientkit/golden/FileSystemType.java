package org.kaappliance.clientkit.golden;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the node program can make on a partition. */
public enum FileSystemType {
    EXT2,
    EXT3,
    EXT4,
    XFS,
    BTRFS,
    JFS,
    F2FS,
    REISERFS,
    VFAT(IdForm.FAT_NUMBER),
    SWAP;

    /** How a file system is told from others of its type. */
    public enum IdForm {
        /** {@code 59be1427-a4ab-43c4-84e5-0933c84b4f4f}. */
        UUID("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
        /** The serial number of a FAT: {@code 59BE-1427}. */
        FAT_NUMBER("[0-9a-fA-F]{4}-[0-9a-fA-F]{4}");

        private final Pattern form;

        IdForm(String form) {
            this.form = Pattern.compile(form);
        }

        public boolean fits(String id) {
            return form.matcher(id).matches();
        }
    }

    private final IdForm idForm;

    FileSystemType() {
        this(IdForm.UUID);
    }

    FileSystemType(IdForm idForm) {
        this.idForm = idForm;
    }

    public IdForm idForm() {
        return idForm;
    }

    /** The third field of fstab: {@code ext4}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** An id of this type's form, made of the next UUID. */
    public String freshId(Supplier<UUID> freshUuids) {
        UUID fresh = freshUuids.get();
        return switch (idForm) {
            case UUID -> fresh.toString();
            case FAT_NUMBER -> {
                int number = (int) fresh.getLeastSignificantBits();
                yield String.format("%04X-%04X", number >>> 16, number & 0xffff);
            }
        };
    }

    /** Empty for a file system that is not supported. */
    public static Optional<FileSystemType> ofText(String text) {
        return Stream.of(values()).filter(type -> type.text().equals(text)).findFirst();
    }
}
