package org.kaappliance.appliance.boot;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One way to boot machines with a kind of firmware.
 *
 * @param word that forces it in {@code dhcp.boot-programs}
 * @param forIpxe what iPXE on such a machine gets, when it is the boot ROM or was loaded before
 * @param sources by distribution
 */
record BootCandidate(String word, ForIpxe forIpxe, List<Source> sources) {

    /** Whether iPXE can run the program, too. */
    enum ForIpxe {
        THE_PROGRAM,
        /** The program is iPXE itself, or relies on what iPXE's PXE protocol for UEFI gets wrong: iPXE runs our script. */
        OUR_SCRIPT
    }

    /**
     * How a distribution packs it.
     *
     * @param files the boot program first, then what it loads itself and cannot do without; names are in our tree
     * @param extras served when they are there
     * @param modules of GRUB: the directory in our tree that GRUB looks for them in, and where they are on the host
     */
    record Source(HostFamily family, List<ProgramFile> files, List<ProgramFile> extras, Map<String, String> modules) {
        /** Of a program without extras and modules. */
        static Source of(HostFamily family, ProgramFile... files) {
            return new Source(family, List.of(files), List.of(), Map.of());
        }

        boolean isGrub() {
            return !modules.isEmpty();
        }

        /** What firmware is told to load. */
        String bootFile() {
            return files.get(0).name();
        }
    }

    /**
     * @param name in our tree; it may stand in a directory there
     * @param packaging the package that brings it
     * @param places on the host, without a slash in front, the best first
     */
    record ProgramFile(String name, String packaging, List<String> places) {
        static ProgramFile of(String name, String packaging, String... places) {
            return new ProgramFile(name, packaging, List.of(places));
        }
    }

    /** Whether GRUB is in it. */
    boolean isGrub() {
        return sources.stream().anyMatch(Source::isGrub);
    }

    /** The way of one distribution; empty where it has no package for it. */
    Optional<Source> source(HostFamily family) {
        return sources.stream().filter(source -> source.family() == family).findFirst();
    }
}
