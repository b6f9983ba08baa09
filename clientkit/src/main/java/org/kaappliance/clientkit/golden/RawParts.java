package org.kaappliance.clientkit.golden;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What travels beside the files, as it is.
 *
 * @param takenBootCode drives whose boot code is read from the golden node ({@code -m})
 * @param bootCode boot code that was given ({@code -M})
 * @param partitions what is copied as it is ({@code -D}): partitions, and whole drives
 * @param images what becomes whole drives ({@code --image})
 */
public record RawParts(
        List<String> takenBootCode, List<BootCode> bootCode, List<DeviceName> partitions, List<Image> images) {
    public static final RawParts NONE = new RawParts(List.of(), List.of(), List.of());

    public RawParts {
        takenBootCode = List.copyOf(takenBootCode);
        bootCode = List.copyOf(bootCode);
        partitions = List.copyOf(partitions);
        images = List.copyOf(images);
    }

    /** Without images. */
    public RawParts(List<String> takenBootCode, List<BootCode> bootCode, List<DeviceName> partitions) {
        this(takenBootCode, bootCode, partitions, List.of());
    }

    /**
     * What becomes a drive.
     *
     * @param drive the golden name of it: {@code sda}
     * @param disk a device, or a file
     */
    public record Image(DeviceName drive, Path disk) {}

    /** Whole drives of the golden node, and images. */
    List<Image> disks() {
        return Stream.concat(
                        partitions.stream()
                                .filter(device -> device.partition().isEmpty())
                                .map(device -> new Image(device, Path.of(device.path()))),
                        images.stream())
                .toList();
    }

    /** All that travels as blocks, in the order of the sessions. */
    List<DeviceName> devices() {
        return Stream.concat(partitions.stream(), images.stream().map(Image::drive))
                .toList();
    }
}
