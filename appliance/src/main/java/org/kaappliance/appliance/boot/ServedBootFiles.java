package org.kaappliance.appliance.boot;

import java.util.List;
import org.slf4j.Logger;

/** All boot files that the appliance serves: the programs of the kinds of firmware, and what the settings name elsewhere. */
public final class ServedBootFiles {
    private ServedBootFiles() {}

    /** With the directories of modules; what is missing of the named ones is a warning. */
    public static BootPrograms.Found of(
            FirmwarePrograms programs, List<NamedBootFile> named, BootPrograms host, Logger log) {
        BootPrograms.Found all = programs.found();
        for (NamedBootFile file : named) {
            BootPrograms.Found found = host.find(file.file());
            found.missing().ifPresent(what -> log.warn("{}: machines cannot boot: {}", file.where(), what));
            all = all.and(found);
        }
        return all;
    }
}
