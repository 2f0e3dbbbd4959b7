/* Sealing, hashing and chance: thin, fixed choices over libsodium. */
#include "base/secret.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

enum {
    NONCE_SIZE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_SIZE = crypto_aead_xchacha20poly1305_ietf_ABYTES,
};

_Static_assert(NONCE_SIZE + TAG_SIZE == SECRET_SEAL_OVERHEAD, "the header states the format");
_Static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == SECRET_KEY_SIZE, "one key size");

static const unsigned char *bytes_of(struct str text)
{
    return (const unsigned char *)(text.ptr ? text.ptr : "");
}

struct str secret_seal(const unsigned char key[SECRET_KEY_SIZE], struct str tag, struct str plain,
                       struct arena *arena)
{
    unsigned char *sealed = arena_take(arena, plain.len + SECRET_SEAL_OVERHEAD);
    randombytes_buf(sealed, NONCE_SIZE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE_SIZE, NULL, bytes_of(plain),
                                               plain.len, bytes_of(tag), tag.len, NULL, sealed,
                                               key);
    return (struct str){(const char *)sealed, plain.len + SECRET_SEAL_OVERHEAD};
}

int secret_open(const unsigned char key[SECRET_KEY_SIZE], struct str tag, struct str sealed,
                struct arena *arena, struct str *ret_plain)
{
    if (sealed.len < SECRET_SEAL_OVERHEAD)
        return ERROR_BROKEN;
    const unsigned char *bytes = bytes_of(sealed);
    size_t length = sealed.len - SECRET_SEAL_OVERHEAD;
    unsigned char *plain = arena_take(arena, length + 1); /* a NUL after it is a kindness */
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, bytes + NONCE_SIZE,
                                                   length + TAG_SIZE, bytes_of(tag), tag.len, bytes,
                                                   key))
        return ERROR_BROKEN;
    *ret_plain = (struct str){(const char *)plain, length};
    return OK;
}

static struct secret_hash parts_hash(const unsigned char *key, size_t key_size,
                                     const struct str *parts, size_t count)
{
    struct secret_hash hash;
    crypto_generichash_state state;
    crypto_generichash_init(&state, key, key_size, sizeof hash.bytes);
    for (size_t i = 0; i < count; i++) {
        unsigned char length[8]; /* little endian, so that a hash is the same everywhere */
        for (size_t j = 0; j < sizeof length; j++)
            length[j] = (unsigned char)((uint64_t)parts[i].len >> (8 * j));
        crypto_generichash_update(&state, length, sizeof length);
        crypto_generichash_update(&state, bytes_of(parts[i]), parts[i].len);
    }
    crypto_generichash_final(&state, hash.bytes, sizeof hash.bytes);
    if (key)
        sodium_memzero(&state, sizeof state);
    return hash;
}

struct secret_hash secret_hash(const struct str *parts, size_t count)
{
    return parts_hash(NULL, 0, parts, count);
}

struct secret_hash secret_mac(const unsigned char key[SECRET_KEY_SIZE], const struct str *parts,
                              size_t count)
{
    return parts_hash(key, SECRET_KEY_SIZE, parts, count);
}

_Static_assert(sizeof(crypto_generichash_state) <= sizeof(struct secret_hasher),
               "the header keeps room for libsodium's state");

void secret_hasher_start(struct secret_hasher *hasher)
{
    crypto_generichash_init((void *)hasher->state, NULL, 0, SECRET_HASH_SIZE);
}

void secret_hasher_add(struct secret_hasher *hasher, struct str piece)
{
    crypto_generichash_update((void *)hasher->state, bytes_of(piece), piece.len);
}

struct secret_hash secret_hasher_end(struct secret_hasher *hasher)
{
    struct secret_hash hash;
    crypto_generichash_final((void *)hasher->state, hash.bytes, sizeof hash.bytes);
    return hash;
}

bool secret_equal(struct str one, struct str other)
{
    return one.len == other.len && sodium_memcmp(bytes_of(one), bytes_of(other), one.len) == 0;
}

void secret_shuffle(size_t *out, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t other = randombytes_uniform((uint32_t)i + 1);
        out[i] = out[other];
        out[other] = i;
    }
}

void secret_random(void *out, size_t size)
{
    randombytes_buf(out, size);
}

void *secret_take(size_t size)
{
    void *taken = sodium_malloc(size);
    if (!taken)
        memory_end();
    return memset(taken, 0, size);
}

void secret_give_back(void *taken)
{
    sodium_free(taken);
}

void secret_wipe(void *at, size_t size)
{
    sodium_memzero(at, size);
}

void secret_start(void)
{
    if (sodium_init() >= 0)
        return;
    log_error("secret", "The library for encryption (libsodium) does not start on this machine.");
    exit(EXIT_FAILURE);
}
