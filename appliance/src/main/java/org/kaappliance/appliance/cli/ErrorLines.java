package org.kaappliance.appliance.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import org.kaappliance.config.SettingsException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns what a command throws into lines on standard error and the exit code: 1 failed, 2 usage, 78 settings (sysexits). */
public final class ErrorLines implements IExecutionExceptionHandler {
    public static final int CONFIGURATION = 78;

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        if (e instanceof SettingsException settings) {
            settings.problems().forEach(problem -> System.err.println("ka-appliance: " + problem));
            return CONFIGURATION;
        }
        System.err.println("ka-appliance: " + line(e));
        if (e instanceof UsageException) {
            return CommandLine.ExitCode.USAGE;
        }
        if (!(e instanceof IOException)) {
            Arrays.stream(e.getStackTrace()).limit(20).forEach(frame -> System.err.println("    at " + frame));
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String line(Exception e) {
        if (e instanceof NoSuchFileException) {
            return e.getMessage() + ": there is no such file";
        }
        if (e instanceof AccessDeniedException) {
            return e.getMessage() + ": access denied; be root";
        }
        return e instanceof IOException || e instanceof UsageException ? e.getMessage() : e.toString();
    }
}
