package dev.lockstep.app.start;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.TargetClass;

/** What Netty knows of a resumed session, in a native image. */
@TargetClass(className = "io.netty.handler.ssl.ResumptionController")
final class NettyResumption {
  @Alias
  NettyResumption() {}
}
