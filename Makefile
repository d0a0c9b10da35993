# Everything builds with one profile and one feature set, in one folder outside the checkout: Bevy is built once.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/fallline-target

FILM := out/rosenbrock.mp4

.PHONY: demo test

# A ten-second film, made without a window.
demo:
	@scripts/install-missing build vulkan
	@mkdir -p $(dir $(FILM))
	cargo run --locked -- render rosenbrock --seconds 10 --output $(FILM)
	@echo "The film is $(CURDIR)/$(FILM)"

test:
	@scripts/install-missing build vulkan window
	cargo test --locked
