package org.kaappliance.appliance.cli;

import java.util.List;
import org.kaappliance.appliance.rehearse.Firmware;
import org.kaappliance.appliance.rehearse.NetworkCard;
import org.kaappliance.config.ByteSize;
import picocli.CommandLine.Option;

/** What the machines of a rehearsal are made of. */
final class VirtualMachineOptions {
    private static final int LEAST_MEMORY_MIB = 512;

    @Option(names = "--firmware", paramLabel = "KIND", description = "bios or uefi (default: what started this host)")
    private Firmware firmware;

    @Option(
            names = "--memory",
            defaultValue = "1024",
            paramLabel = "MIB",
            description = "memory of each machine (default: ${DEFAULT-VALUE})")
    private int memoryMib;

    @Option(
            names = "--disk-size",
            split = ",",
            paramLabel = "SIZE",
            description = {
                "size of the disk for each cloned drive, in order, the last for all further ones, e.g. 200GB (default: as the",
                "golden drives have it; for a directory a quarter more than what fits). They take only what is written to them"
            })
    private List<String> diskSizes = List.of();

    @Option(
            names = "--nic",
            defaultValue = "virtio",
            paramLabel = "CARD",
            description = "virtio, e1000 or e1000e (default: ${DEFAULT-VALUE})")
    private NetworkCard card;

    /** As it is asked for, else that of this host. */
    Firmware firmware() {
        return firmware == null ? Firmware.ofThisHost() : firmware;
    }

    NetworkCard card() {
        return card;
    }

    /** @throws UsageException when stage 1 would not fit */
    int memoryMib() {
        if (memoryMib < LEAST_MEMORY_MIB) {
            throw new UsageException("--memory: " + LEAST_MEMORY_MIB + " MiB or more");
        }
        return memoryMib;
    }

    /** Empty where the golden drives' own count. */
    List<ByteSize> diskSizes() {
        return diskSizes.stream().map(VirtualMachineOptions::size).toList();
    }

    private static ByteSize size(String text) {
        try {
            return ByteSize.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--disk-size: " + e.getMessage());
        }
    }
}
