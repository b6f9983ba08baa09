package org.kaappliance.appliance.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelProgressiveFuture;
import io.netty.channel.ChannelProgressiveFutureListener;
import io.netty.channel.ChannelProgressivePromise;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;
import org.kaappliance.config.RepeatedWarning;
import org.kaappliance.pxemenu.MenuFileName;
import org.kaappliance.tftp.Content;
import org.kaappliance.tftp.ContentRoute;
import org.kaappliance.tftp.TftpRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: requests are answered one after another, in order. Confined to the connection's event loop. */
final class FileRequestHandler extends SimpleChannelInboundHandler<HttpObject> {
    private static final Logger LOG = LoggerFactory.getLogger(FileRequestHandler.class);
    private static final int MOST_WAITING = 64;
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}(:\\d{1,5})?");

    private final List<ContentRoute> routes;
    private final Executor resolvers;
    private final HttpFileListener listener;
    private final RepeatedWarning warnings;
    private final Deque<HttpRequest> waiting = new ArrayDeque<>();
    private boolean answering;

    FileRequestHandler(
            List<ContentRoute> routes, Executor resolvers, HttpFileListener listener, RepeatedWarning warnings) {
        this.warnings = warnings;
        this.routes = routes;
        this.resolvers = resolvers;
        this.listener = listener;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (!(part instanceof HttpRequest request)) {
            return; // the body of a request means nothing here
        }
        if (waiting.size() >= MOST_WAITING) {
            context.close();
            return;
        }
        waiting.add(request);
        next(context);
    }

    private void next(ChannelHandlerContext context) {
        if (!answering && !waiting.isEmpty()) {
            answering = true;
            context.channel()
                    .config()
                    .setAutoRead(false); // a client that asks on while it is sent a file waits in the kernel
            answer(context, waiting.remove());
        }
    }

    private void answer(ChannelHandlerContext context, HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            refuse(context, request, HttpResponseStatus.BAD_REQUEST);
            return;
        }
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            refuse(context, request, HttpResponseStatus.METHOD_NOT_ALLOWED);
            return;
        }
        Optional<String> name = RequestTarget.name(request.uri());
        if (name.isEmpty()) {
            refuse(context, request, HttpResponseStatus.BAD_REQUEST);
            return;
        }
        if (MenuFileName.parse(name.get()).isPresent() && isNamedByOthers(request)) {
            refuse(context, request, HttpResponseStatus.FORBIDDEN);
            return;
        }
        try {
            resolvers.execute(() -> resolve(context, request, name.get()));
        } catch (RejectedExecutionException e) {
            refuse(context, request, HttpResponseStatus.SERVICE_UNAVAILABLE);
        }
    }

    /**
     * A menu may hold a machine's token. Boot programs are told an address; a name that leads here may have been bound to it by a web
     * page that wants to read what its visitor's browser can reach.
     */
    private static boolean isNamedByOthers(HttpRequest request) {
        String host = request.headers().get("host");
        return host != null && !ADDRESS.matcher(host).matches();
    }

    private void resolve(ChannelHandlerContext context, HttpRequest request, String name) {
        InetSocketAddress client = (InetSocketAddress) context.channel().remoteAddress();
        try {
            TftpRequest asked = new TftpRequest(name, client);
            for (ContentRoute route : routes) {
                Optional<Content> content = route.resolve(asked);
                if (content.isPresent()) {
                    context.executor().execute(() -> send(context, request, name, content.get()));
                    return;
                }
            }
            context.executor().execute(() -> refuse(context, request, HttpResponseStatus.NOT_FOUND));
        } catch (IOException | RuntimeException | Error e) {
            String text = "HTTP " + LogText.of(name) + " cannot be read: " + LogText.of(e.toString());
            warnings.pass(text, Instant.now()).ifPresent(LOG::warn);
            context.executor().execute(() -> refuse(context, request, HttpResponseStatus.INTERNAL_SERVER_ERROR));
        }
    }

    private void send(ChannelHandlerContext context, HttpRequest request, String name, Content content) {
        Answer answer = Answer.of(request, content);
        boolean keepAlive = head(context, request, answer);
        ChannelFuture end;
        if (answer.body().isPresent()) {
            ByteRange part = answer.body().get();
            ChannelProgressivePromise promise = context.newProgressivePromise();
            promise.addListener(new Progress(name, context, part.lengthBytes()));
            Object body = content.file().isPresent()
                    ? new FileSlice(content.file().get(), part)
                    : new ContentChunks(content, part);
            context.write(body, promise);
            promise.addListener(sent -> {
                if (!sent.isSuccess()) {
                    context.close(); // the length is said already, and the rest will not come
                }
            });
        }
        end = context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        finish(context, end, keepAlive);
    }

    private void refuse(ChannelHandlerContext context, HttpRequest request, HttpResponseStatus status) {
        LOG.debug("HTTP {} {}: {}", request.method(), LogText.of(request.uri()), status);
        boolean keepAlive = head(context, request, Answer.error(status));
        finish(context, context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT), keepAlive);
    }

    /** Writes status and headers; returns whether the connection stays. */
    private static boolean head(ChannelHandlerContext context, HttpRequest request, Answer answer) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, answer.status());
        answer.headers().forEach((name, value) -> response.headers().set(name, value));
        if (answer.status().equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            response.headers().set("Allow", "GET, HEAD");
        }
        boolean keepAlive =
                HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
        if (keepAlive && !request.protocolVersion().isKeepAliveDefault()) {
            response.headers().set("Connection", "keep-alive"); // a client of HTTP/1.0 does not suppose it
        } else {
            HttpUtil.setKeepAlive(response, keepAlive);
        }
        context.write(response);
        return keepAlive;
    }

    private void finish(ChannelHandlerContext context, ChannelFuture end, boolean keepAlive) {
        if (!keepAlive) {
            end.addListener(ChannelFutureListener.CLOSE);
            return;
        }
        end.addListener(done -> {
            answering = false;
            if (done.isSuccess()) {
                context.channel().config().setAutoRead(true);
                next(context);
            } else {
                context.close();
            }
        });
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("HTTP connection of {}: {}", context.channel().remoteAddress(), cause.toString());
        } else {
            LOG.error("an HTTP connection ended by an error of ours", cause);
        }
        context.close();
    }

    /** Tells the listener; at most once in a quarter of a second while bytes flow. */
    private final class Progress implements ChannelProgressiveFutureListener {
        private static final long TELL_EVERY_NANOS = 250_000_000;

        private final String name;
        private final InetSocketAddress client;
        private final long totalBytes;
        private final long beganAt = System.nanoTime();
        private long sentBytes;
        private long toldAt = beganAt;

        Progress(String name, ChannelHandlerContext context, long totalBytes) {
            this.name = name;
            this.client = (InetSocketAddress) context.channel().remoteAddress();
            this.totalBytes = totalBytes;
            tell(HttpFileEvent.Kind.STARTED);
        }

        @Override
        public void operationProgressed(ChannelProgressiveFuture future, long progress, long total) {
            sentBytes = progress;
            long now = System.nanoTime();
            if (now - toldAt >= TELL_EVERY_NANOS) {
                toldAt = now;
                tell(HttpFileEvent.Kind.PROGRESS);
            }
        }

        @Override
        public void operationComplete(ChannelProgressiveFuture future) {
            if (future.isSuccess()) {
                sentBytes = totalBytes;
            }
            tell(future.isSuccess() ? HttpFileEvent.Kind.DONE : HttpFileEvent.Kind.BROKEN);
        }

        private void tell(HttpFileEvent.Kind kind) {
            try {
                Duration elapsed = Duration.ofNanos(System.nanoTime() - beganAt);
                listener.on(new HttpFileEvent(kind, name, client, sentBytes, elapsed, totalBytes));
            } catch (RuntimeException e) {
                LOG.error("the listener failed on {} of {}", kind, LogText.of(name), e);
            }
        }
    }
}
