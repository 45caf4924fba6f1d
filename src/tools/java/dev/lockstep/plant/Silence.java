package dev.lockstep.plant;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A machine that stops answering: its network neither reads nor sends until it speaks again, while
 * the machine behind it goes on. What clients send meanwhile waits in the socket and is acted upon
 * when the machine wakes, even where the client has long given up: that is what real servers do,
 * and what fences are for.
 *
 * <p>Sits in the server's own pipeline rather than in front of its port, so that the address which
 * the server tells its clients cannot lead around it.
 */
final class Silence {
  private final Set<Line> lines = ConcurrentHashMap.newKeySet();
  private volatile boolean silent;

  /** Puts itself between the socket and the server. For Milo's pipeline customizer. */
  void join(ChannelPipeline pipeline) {
    pipeline.addFirst(new Line());
  }

  void begin() {
    silent = true;
    lines.forEach(Line::stopReading);
  }

  void end() {
    silent = false;
    lines.forEach(Line::resume);
  }

  /** One connection. Its queues are touched on its event loop alone. */
  private final class Line extends ChannelDuplexHandler {
    private record Outgoing(Object message, ChannelPromise promise) {}

    private final Queue<Object> heard = new ArrayDeque<>();
    private final Queue<Outgoing> unsaid = new ArrayDeque<>();
    private ChannelHandlerContext context;

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      this.context = context;
      lines.add(this);
      if (silent) {
        stopReading();
      }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
      lines.remove(this);
      heard.forEach(ReferenceCountUtil::release);
      unsaid.forEach(each -> ReferenceCountUtil.release(each.message()));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (silent || !heard.isEmpty()) {
        heard.add(message);
      } else {
        context.fireChannelRead(message);
      }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (silent || !unsaid.isEmpty()) {
        unsaid.add(new Outgoing(message, promise));
      } else {
        var unused = context.write(message, promise);
      }
    }

    void stopReading() {
      context.channel().config().setAutoRead(false);
    }

    void resume() {
      context.executor().execute(this::catchUp);
    }

    private void catchUp() {
      for (Outgoing each = unsaid.poll(); each != null; each = unsaid.poll()) {
        var unused = context.write(each.message(), each.promise());
      }
      context.flush();
      for (Object each = heard.poll(); each != null; each = heard.poll()) {
        context.fireChannelRead(each);
      }
      context.fireChannelReadComplete();
      context.channel().config().setAutoRead(true);
    }
  }
}
