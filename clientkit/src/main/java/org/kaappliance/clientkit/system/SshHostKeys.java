package org.kaappliance.clientkit.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys by which SSH clients know a machine. */
public final class SshHostKeys {
    private static final Pattern PRIVATE = Pattern.compile("/etc/ssh/ssh_host_([a-z0-9]+)_key");
    private static final String DIRECTORY = "/etc/ssh";

    private SshHostKeys() {}

    /** The types of keys that a system has: {@code ed25519}, {@code rsa}. */
    public static List<String> types(SystemTree tree) throws IOException {
        List<String> types = new ArrayList<>();
        for (String path : tree.glob(DIRECTORY + "/ssh_host_*_key")) {
            Matcher m = PRIVATE.matcher(path);
            if (m.matches()) {
                types.add(m.group(1));
            }
        }
        return types;
    }

    /** Removes them with their certificates, and those of Dropbear, which makes its own when it starts ({@code -R}). */
    public static void remove(SystemTree tree) throws IOException {
        for (String pattern : List.of(DIRECTORY + "/ssh_host_*_key*", "/etc/dropbear/dropbear_*_host_key")) {
            for (String path : tree.glob(pattern)) {
                tree.delete(path);
            }
        }
    }

    /** The file of a private key. */
    public static String file(String type) {
        return DIRECTORY + "/ssh_host_" + type + "_key";
    }

    /** The fingerprint of each key, by its type, as {@code ssh-keygen -l} says it: {@code SHA256:...}. */
    public static TreeMap<String, String> fingerprints(SystemTree tree) throws IOException {
        TreeMap<String, String> fingerprints = new TreeMap<>();
        for (String type : types(tree)) {
            Optional<String> key = tree.read(file(type) + ".pub");
            String[] words = key.orElse("").trim().split("\\s+");
            if (words.length >= 2) {
                fingerprints.put(type, fingerprint(words[1]));
            }
        }
        return fingerprints;
    }

    private static String fingerprint(String base64) {
        try {
            byte[] key = Base64.getDecoder().decode(base64.getBytes(StandardCharsets.ISO_8859_1));
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        } catch (IllegalArgumentException e) {
            return "unreadable";
        }
    }
}
