/**
 * Tests of the packaged application: the distribution as {@code make package} leaves it, each
 * gateway a process of its own, met as a stranger meets it: by its command line, its HTTP, its
 * output and its exit code. They run after {@code package}, with {@code lockstep.distribution}
 * naming the unpacked package.
 *
 * <p>Invariant: none of the gateway's classes is used here, and every process that a test starts is
 * ended with it, however it goes. Logs and journals stay under {@code target/it}.
 */
@NullMarked
package dev.lockstep.packaged;

import org.jspecify.annotations.NullMarked;
