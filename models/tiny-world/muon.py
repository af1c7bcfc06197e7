"""The Muon optimizer: momentum whose update to each weight matrix is made orthogonal.

It needs far fewer steps than Adam here. Updates are scaled to the size Adam's would have, so one learning rate serves
both; what is no matrix (biases, norms, embeddings) is left to AdamW.
"""

import torch
from torch import Tensor, nn

_COEFFICIENTS = (3.4445, -4.7750, 2.0315)  # of the quintic that drives all singular values towards 1


def orthogonalise(matrix: Tensor, iterations: int = 5) -> Tensor:
    """The nearest matrix [rows, columns] with singular values near 1, by Newton-Schulz steps in bfloat16."""
    a, b, c = _COEFFICIENTS
    x = matrix.bfloat16()
    tall = x.shape[0] > x.shape[1]
    x = x.T.contiguous() if tall else x.contiguous()
    x = x / (x.norm() + 1e-7)
    for _ in range(iterations):
        gram = x @ x.T
        x = torch.addmm(x, torch.addmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return (x.T if tall else x).float()


class Muon(torch.optim.Optimizer):
    def __init__(self, params: list[nn.Parameter], lr: float, momentum: float = 0.95, weight_decay: float = 0.0) -> None:
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is None:
                    continue
                state = self.state[parameter]
                if not state:
                    state["momentum"] = torch.zeros_like(parameter)
                average = state["momentum"].lerp_(parameter.grad, 1 - group["momentum"])
                ahead = parameter.grad.lerp(average, group["momentum"])
                update = orthogonalise(ahead.flatten(1)).view_as(parameter)
                scale = 0.2 * max(parameter.shape[0], parameter[0].numel()) ** 0.5
                parameter.mul_(1 - group["lr"] * group["weight_decay"])
                parameter.add_(update, alpha=-group["lr"] * scale)


class Optimizers:
    """Muon for the weight matrices of `model`, AdamW for the rest, under one learning rate."""

    def __init__(self, model: nn.Module, adam_only: tuple[str, ...], weight_decay: float) -> None:
        matrices, rest = [], []
        for name, parameter in model.named_parameters():
            if not parameter.requires_grad:
                continue
            plain = parameter.dim() < 2 or parameter.flatten(1).shape[1] == 1 or any(part in name for part in adam_only)
            (rest if plain else matrices).append(parameter)
        self._all = (
            Muon(matrices, lr=1.0, weight_decay=weight_decay),
            torch.optim.AdamW(rest, lr=1.0, betas=(0.9, 0.98), weight_decay=0.0, fused=True),
        )

    def step(self, rate: float) -> None:
        """Applies the gradients and clears them."""
        for optimizer in self._all:
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)

    def state_dict(self) -> list[dict]:
        return [optimizer.state_dict() for optimizer in self._all]

    def load_state_dict(self, states: list[dict]) -> None:
        for optimizer, state in zip(self._all, states):
            optimizer.load_state_dict(state)
