/* Two tables of what is not public. IPv6 is public only inside 2000::/3. */
#include "loop/address.h"

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct range {
    unsigned char start[16];
    int bits;
};

static const struct range closed4[] = {
    {{0}, 8},             /* "this network" */
    {{10}, 8},            /* private */
    {{100, 64}, 10},      /* shared between carriers' customers */
    {{127}, 8},           /* loopback */
    {{169, 254}, 16},     /* link-local, clouds' metadata */
    {{172, 16}, 12},      /* private */
    {{192, 0, 0}, 24},    /* protocol assignments */
    {{192, 0, 2}, 24},    /* documentation */
    {{192, 88, 99}, 24},  /* 6to4 relays */
    {{192, 168}, 16},     /* private */
    {{198, 18}, 15},      /* benchmarks */
    {{198, 51, 100}, 24}, /* documentation */
    {{203, 0, 113}, 24},  /* documentation */
    {{224}, 3},           /* multicast, reserved, broadcast */
};

static const struct range open6 = {{0x20}, 3};

static const struct range closed6[] = {
    {{0x20, 0x01, 0x00}, 23},       /* protocol assignments, Teredo */
    {{0x20, 0x01, 0x0d, 0xb8}, 32}, /* documentation */
    {{0x3f, 0xff}, 20},             /* documentation */
};

/* IPv6 ranges whose addresses carry an IPv4 address, from this byte on. */
static const struct {
    struct range range;
    size_t place;
} carriers[] = {
    {{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96}, 12}, /* IPv4-mapped */
    {{{0x00, 0x64, 0xff, 0x9b}, 96}, 12},                   /* NAT64 */
    {{{0x20, 0x02}, 16}, 2},                                /* 6to4 */
};

static bool is_in(const unsigned char *address, const struct range *range)
{
    int whole = range->bits / 8, rest = range->bits % 8;
    if (memcmp(address, range->start, (size_t)whole) != 0)
        return false;
    return rest == 0 || (address[whole] ^ range->start[whole]) >> (8 - rest) == 0;
}

static bool is_public4(const unsigned char *address)
{
    for (size_t i = 0; i < sizeof closed4 / sizeof *closed4; i++) {
        if (is_in(address, &closed4[i]))
            return false;
    }
    return true;
}

static bool is_public6(const unsigned char *address)
{
    for (size_t i = 0; i < sizeof carriers / sizeof *carriers; i++) {
        if (is_in(address, &carriers[i].range))
            return is_public4(address + carriers[i].place);
    }
    for (size_t i = 0; i < sizeof closed6 / sizeof *closed6; i++) {
        if (is_in(address, &closed6[i]))
            return false;
    }
    return is_in(address, &open6);
}

bool address_is_public(const struct sockaddr *address)
{
    unsigned char bytes[16];
    if (address->sa_family == AF_INET) {
        memcpy(bytes, &((const struct sockaddr_in *)(const void *)address)->sin_addr, 4);
        return is_public4(bytes);
    }
    if (address->sa_family == AF_INET6) {
        memcpy(bytes, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, 16);
        return is_public6(bytes);
    }
    return false;
}
