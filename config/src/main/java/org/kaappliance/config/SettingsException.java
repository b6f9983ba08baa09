package org.kaappliance.config;

import java.util.List;
import java.util.stream.Collectors;

/** The settings cannot be used. The message has one line for each problem, all of them at once. */
public final class SettingsException extends Exception {
    private final transient List<SettingsProblem> problems;

    public SettingsException(List<SettingsProblem> problems) {
        super(problems.stream().map(SettingsProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** At least one, in the order found. */
    public List<SettingsProblem> problems() {
        return problems;
    }
}
