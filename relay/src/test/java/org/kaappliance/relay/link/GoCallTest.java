package org.kaappliance.relay.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.ReceiveSpec;
import org.kaappliance.relay.seal.Greeting;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.MessageCodec;
import org.kaappliance.relay.wire.Preface;

/** The call that starts a session, against a source that answers one message. */
@Timeout(30)
class GoCallTest {
    private static final ReceiveSpec SPEC =
            ReceiveSpec.of("tonight", Ipv4Subnet.address("127.0.0.9"), "n").withCredential("secret");

    private ServerSocketChannel listener;

    @BeforeEach
    void listen() throws IOException {
        listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
    }

    private Optional<String> answeredWith(Message answer) throws Exception {
        CompletableFuture<Message> heard = CompletableFuture.supplyAsync(() -> serve(answer));
        Optional<String> problem = GoCall.go(SPEC, (InetSocketAddress) listener.getLocalAddress());
        assertThat(heard.get()).isEqualTo(new Message.Go("tonight", "secret"));
        return problem;
    }

    private Message serve(Message answer) {
        try (SocketChannel channel = listener.accept()) {
            long deadline = Wire.deadline(Duration.ofSeconds(5));
            assertThat(Preface.CONTROL.opens(Wire.read(channel, Preface.BYTES, deadline)))
                    .isTrue();
            assertThat(Wire.read(channel, 1, deadline)).isEqualTo(Greeting.open());
            Message message = Wire.readMessage(channel, deadline);
            Wire.write(channel, MessageCodec.encode(answer));
            return message;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void a_release_means_that_it_starts() throws Exception {
        assertThat(answeredWith(new Message.Release())).isEmpty();
    }

    @Test
    void a_refusal_comes_with_its_reason() throws Exception {
        assertThat(answeredWith(new Message.Refused("it runs already"))).contains("it runs already");
    }

    @Test
    void any_other_answer_is_no_start() throws Exception {
        assertThat(answeredWith(new Message.SourceBeat()).orElseThrow()).contains("nonsense");
    }

    @Test
    void a_source_that_is_gone_is_no_start() throws Exception {
        InetSocketAddress gone = (InetSocketAddress) listener.getLocalAddress();
        listener.close();
        assertThat(GoCall.go(SPEC, gone).orElseThrow()).contains("does not start");
    }
}
