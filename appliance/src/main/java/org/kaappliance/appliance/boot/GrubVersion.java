package org.kaappliance.appliance.boot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of a GRUB image, as its SBAT section has it for shim: {@code grub,5,Free Software Foundation,grub,2.06,...}. */
record GrubVersion(int major, int minor) {
    private static final Pattern SBAT =
            Pattern.compile("\\ngrub,\\d+,Free Software Foundation,grub,(\\d{1,4})\\.(\\d{1,4})");

    /** Empty when the image does not say, or cannot be read. */
    static Optional<GrubVersion> of(Path image) {
        try {
            Matcher found = SBAT.matcher(Files.readString(image, StandardCharsets.ISO_8859_1));
            return found.find()
                    ? Optional.of(new GrubVersion(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2))))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * 2.06 was seen to look for its files at the server that gave the address, not at the one that the proxy's offer names. That 2.12
     * takes the latter was not tried here.
     */
    boolean readsProxyOffers() {
        return major > 2 || major == 2 && minor >= 12;
    }
}
