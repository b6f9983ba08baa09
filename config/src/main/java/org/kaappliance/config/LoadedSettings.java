package org.kaappliance.config;

import java.util.List;

/** The settings, and for each key where its value came from, in the order of the manual. */
public record LoadedSettings(Settings settings, List<EffectiveSetting> effective) {
    public LoadedSettings {
        effective = List.copyOf(effective);
    }
}
