package org.kaappliance.tftp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A UDP socket that sends what a test says, and remembers who answered. */
final class RawClient implements AutoCloseable {
    private final DatagramSocket socket;
    private InetSocketAddress lastSender;

    RawClient() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
    }

    RawClient send(byte[] packet, InetSocketAddress to) throws IOException {
        socket.send(new DatagramPacket(packet, packet.length, to));
        return this;
    }

    /** Answers the sender of the last packet. */
    RawClient answer(byte[] packet) throws IOException {
        return send(packet, lastSender);
    }

    byte[] receive() throws IOException {
        return receive(5000);
    }

    private byte[] receive(int millis) throws IOException {
        socket.setSoTimeout(millis);
        DatagramPacket packet = new DatagramPacket(new byte[70_000], 70_000);
        socket.receive(packet);
        lastSender = (InetSocketAddress) packet.getSocketAddress();
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    boolean hearsNothingFor(int millis) throws IOException {
        try {
            receive(millis);
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }

    /** The numbers of so many DATA packets. */
    List<Integer> receiveBlocks(int count) throws IOException {
        List<Integer> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] packet = receive();
            blocks.add(packet[1] == 3 ? block(packet) : -packet[1]);
        }
        return blocks;
    }

    /** What has arrived and was not received yet. */
    List<byte[]> everythingSoFar() throws IOException {
        List<byte[]> packets = new ArrayList<>();
        try {
            while (true) {
                packets.add(receive(20));
            }
        } catch (SocketTimeoutException e) {
            return packets;
        }
    }

    /** A whole transfer, as a client with windows does it. */
    byte[] fetch(InetSocketAddress server, String name, String... options) throws IOException {
        return fetchWithStrayAcks(server, null, name, options);
    }

    /** The same, with acknowledgements in between that mean nothing, or ask for blocks again. */
    byte[] fetchWithStrayAcks(InetSocketAddress server, Random stray, String name, String... options)
            throws IOException {
        List<String> words = new ArrayList<>(List.of(name, "octet"));
        words.addAll(List.of(options));
        send(Packets.request(1, words.toArray(String[]::new)), server);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int blockSize = 512;
        int window = 1;
        int sinceAck = 0;
        long last = 0;
        while (true) {
            byte[] packet = receive(10_000);
            if (packet[1] == 6) {
                String[] granted = new String(packet, 2, packet.length - 2, StandardCharsets.ISO_8859_1).split("\0");
                for (int i = 0; i + 1 < granted.length; i += 2) {
                    blockSize = granted[i].equals("blksize") ? Integer.parseInt(granted[i + 1]) : blockSize;
                    window = granted[i].equals("windowsize") ? Integer.parseInt(granted[i + 1]) : window;
                }
                answer(Packets.ack(0));
            } else if (packet[1] == 3 && block(packet) == (last + 1 & 0xffff)) {
                last++;
                sinceAck++;
                out.write(packet, 4, packet.length - 4);
                boolean end = packet.length - 4 < blockSize;
                if (end || sinceAck >= window) {
                    answer(Packets.ack((int) last));
                    sinceAck = 0;
                } else if (stray != null && stray.nextInt(50) == 0) {
                    answer(Packets.ack((int) last + stray.nextInt(3) * 1000));
                }
                if (end) {
                    return out.toByteArray();
                }
            } else if (packet[1] != 3) {
                throw new IOException("error " + packet[3]);
            }
        }
    }

    private static int block(byte[] data) {
        return (data[2] & 0xff) << 8 | data[3] & 0xff;
    }

    InetSocketAddress lastSender() {
        return lastSender;
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    @Override
    public void close() {
        socket.close();
    }
}
