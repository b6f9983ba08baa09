package org.kaappliance.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.net.tftp.TFTP;
import org.apache.commons.net.tftp.TFTPClient;

/** TFTP clients that other people wrote. */
enum Peer {
    COMMONS_NET,
    TFTP_HPA,
    CURL_512,
    CURL_1408,
    ATFTP_1408,
    BUSYBOX_1408,
    BUSYBOX_65464;

    void fetch(InetSocketAddress server, String name, Path to) throws IOException, InterruptedException {
        String host = server.getAddress().getHostAddress();
        String port = Integer.toString(server.getPort());
        String out = to.toString();
        switch (this) {
            case COMMONS_NET -> commonsNet(server, name, to);
            case TFTP_HPA -> run("tftp", "-4", "-m", "binary", host, port, "-c", "get", name, out);
            case CURL_512 -> curl("512", host, port, name, out);
            case CURL_1408 -> curl("1408", host, port, name, out);
            case ATFTP_1408 -> run("atftp", "--option", "blksize 1408", "--get", "-r", name, "-l", out, host, port);
            case BUSYBOX_1408 -> run("busybox", "tftp", "-g", "-b", "1408", "-r", name, "-l", out, host, port);
            case BUSYBOX_65464 -> run("busybox", "tftp", "-g", "-b", "65464", "-r", name, "-l", out, host, port);
        }
    }

    private static void curl(String blockSize, String host, String port, String name, String out)
            throws IOException, InterruptedException {
        run("curl", "-sS", "--tftp-blksize", blockSize, "-o", out, "tftp://" + host + ":" + port + "/" + name);
    }

    private static void commonsNet(InetSocketAddress server, String name, Path to) throws IOException {
        TFTPClient client = new TFTPClient();
        client.open();
        try (OutputStream out = Files.newOutputStream(to)) {
            InetAddress host = server.getAddress();
            client.receiveFile(name, TFTP.BINARY_MODE, out, host, server.getPort());
        } finally {
            client.close();
        }
    }

    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(30, TimeUnit.SECONDS))
                .as("%s ends", List.of(command))
                .isTrue();
        assertThat(process.exitValue()).as("%s: %s", List.of(command), output).isZero();
        return output;
    }
}
