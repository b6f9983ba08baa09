package org.kaappliance.appliance.lab;

import java.util.List;

/** Programs of other people that fetch a file. */
enum FilePeer {
    TFTP_HPA("tftp-hpa, 512"),
    ATFTP("atftp, 1408"),
    ATFTP_WINDOW("atftp, 1408 w8"),
    CURL_TFTP("curl, 1408"),
    BUSYBOX_TFTP("busybox, 1408"),
    CURL_HTTP("curl, HTTP"),
    BUSYBOX_HTTP("busybox, HTTP");

    private final String label;

    FilePeer(String label) {
        this.label = label;
    }

    /** For a table: the program, and the block size and window that it asks for. */
    String label() {
        return label;
    }

    List<String> fetch(String server, String name, String to) {
        return switch (this) {
            case TFTP_HPA -> List.of("tftp", "-4", "-m", "binary", server, "-c", "get", name, to);
            case ATFTP -> atftp(server, name, to, "1");
            case ATFTP_WINDOW -> atftp(server, name, to, "8");
            case CURL_TFTP ->
                List.of("curl", "-sS", "--tftp-blksize", "1408", "-o", to, "tftp://" + server + "/" + name);
            case BUSYBOX_TFTP -> List.of("busybox", "tftp", "-g", "-b", "1408", "-r", name, "-l", to, server);
            case CURL_HTTP -> List.of("curl", "-sS", "-o", to, "http://" + server + "/" + name);
            case BUSYBOX_HTTP -> List.of("busybox", "wget", "-q", "-O", to, "http://" + server + "/" + name);
        };
    }

    private static List<String> atftp(String server, String name, String to, String window) {
        return List.of(
                "atftp",
                "--option",
                "blksize 1408",
                "--option",
                "windowsize " + window,
                "--get",
                "-r",
                name,
                "-l",
                to,
                server,
                "69");
    }
}
