package org.kaappliance.appliance.boot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What modules a GRUB image has inside, by the messages in them: names alone also stand where a module would be loaded. */
final class GrubImage {
    /** Of {@code net/http.c}. */
    private static final String HTTP = "unsupported HTTP response";

    private GrubImage() {}

    /** Whether it can fetch over HTTP without a module that it would have to fetch first. No when it cannot be read. */
    static boolean hasHttp(Path image) {
        try {
            return Files.readString(image, StandardCharsets.ISO_8859_1).contains(HTTP);
        } catch (IOException e) {
            return false;
        }
    }
}
