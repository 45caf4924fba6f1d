/**
 * A real ensemble of ZooKeeper servers, each in a JVM of its own, that can be killed, frozen, cut
 * off and started again on its data; and the network between them where this machine lets us make
 * one.
 *
 * <p>Tools of the project: nothing of this enters the package. The servers' classes are those of
 * the class path of the tests; nothing here uses them but by the protocol and the command line.
 */
@NullMarked
package dev.lockstep.zookeeper;

import org.jspecify.annotations.NullMarked;
