package dev.lockstep.standby.link;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;

/**
 * Where the link leads, and what it waits for.
 *
 * @param listen where this PC listens for the other
 * @param peer where the other listens: https, host and port
 * @param connectTimeout until a connection stands
 * @param answerMax of one message, with its way
 * @param copyMax of the end of a base copy, which is checked and brought to the disk before
 * @param messageMax octets of one message
 */
public record LinkSettings(
    InetSocketAddress listen,
    URI peer,
    Duration connectTimeout,
    Duration answerMax,
    Duration copyMax,
    int messageMax) {}
