package org.kaappliance.clientkit.golden;

import java.util.List;

/**
 * What travels beside the files of a clone.
 *
 * @param takenBootCode drives whose boot code is read from the golden node ({@code -m})
 * @param bootCode boot code that was given ({@code -M})
 * @param partitions what is copied as it is ({@code -D})
 */
public record RawParts(List<String> takenBootCode, List<BootCode> bootCode, List<DeviceName> partitions) {
    public static final RawParts NONE = new RawParts(List.of(), List.of(), List.of());

    public RawParts {
        takenBootCode = List.copyOf(takenBootCode);
        bootCode = List.copyOf(bootCode);
        partitions = List.copyOf(partitions);
    }
}
